// Turns a TypeScript test or source into the module that Jest runs: types are dropped, nothing else is changed.
import { transform } from "esbuild";

export default {
  async processAsync(source, path) {
    const { code } = await transform(source, {
      loader: "ts",
      format: "esm",
      target: "es2022",
      sourcemap: "inline",
      sourcefile: path,
    });
    return { code };
  },
};
