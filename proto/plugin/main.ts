// protoc-gen-netcap: turns the catalogue into the core's record writers, its layer bindings and the pages of docs/records/.
import { createEcmaScriptPlugin, runNodeJs } from "@bufbuild/protoplugin";
import { catalogue } from "./catalogue.ts";
import { dispatch } from "./dispatch.ts";
import { enumerations } from "./enumerations.ts";
import { auditRecord, layerNames, layers } from "./layers.ts";
import { pages } from "./pages.ts";
import { records } from "./records.ts";
import { recordTypes } from "./recordTypes.ts";

runNodeJs(
  createEcmaScriptPlugin({
    name: "protoc-gen-netcap",
    version: "v1",
    generateTs(schema) {
      const all = catalogue(schema.allFiles);
      const write = (path: string, text: string) => schema.generateFile(path).print(text.trimEnd());
      write("assembly/gen/layer.ts", layers(all));
      write("ts/gen/layers.ts", layerNames(all));
      write("ts/gen/auditRecord.ts", auditRecord(all));
      write("ts/gen/recordTypes.ts", recordTypes(all));
      write("assembly/gen/records.ts", records(all));
      write("assembly/gen/dispatch.ts", dispatch(all));
      write("assembly/gen/status.ts", enumerations(schema.allFiles));
      for (const [name, text] of pages(all)) write(`docs/records/${name}.md`, text);
    },
  }),
);
