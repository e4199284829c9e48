import { build, transform } from "esbuild";

/**
 * Puts modules that are named *.packed.ts into a bundle as a text, which is compiled when a run first wants what is in it: they
 * hold large libraries that few runs use, and every run would read them.
 */
export const packed = {
  name: "packed",
  setup({ initialOptions: { alias }, onLoad }) {
    onLoad({ filter: /\.packed\.ts$/ }, async ({ path }) => {
      const module = { entryPoints: [path], bundle: true, platform: "node", format: "esm", target: "node20", alias };
      const { outputFiles, metafile } = await build({ ...module, outfile: "library.js", metafile: true, write: false });
      const { code } = await transform(outputFiles[0].text, {
        format: "iife",
        globalName: "library",
        minify: true,
        legalComments: "none",
      });
      const library = `new Function(${JSON.stringify(`${code}return library;`)})()`;
      return { contents: `export const { ${metafile.outputs["library.js"].exports.join(", ")} } = ${library};` };
    });
  },
};
