import { type DescFile, type DescMessage, getOption, hasOption } from "@bufbuild/protobuf";
import { carrier, type Layer, layer, record } from "../../ts/gen/netcap/options_pb.ts";

/** A layer or record of the catalogue with its number in the core. */
export interface Entry {
  /** Number of the layer and of its lane in the core. */
  id: number;
  name: string;
  /** How it is found; absent where the core has no decoder for it. */
  layer?: Layer;
  /** Its message; absent for carriers, which leave no record. */
  message?: DescMessage;
}

/** All that the generator needs to know of the schema. */
export interface Catalogue {
  file: DescFile;
  entries: Entry[];
}

/**
 * Collects the layers and records of the schema and numbers them in the order of the file, carriers last.
 * @throws Error when the schema has no file "netcap.proto".
 */
export function catalogue(files: readonly DescFile[]): Catalogue {
  const file = files.find((f) => f.name === "netcap");
  if (!file) throw new Error("the schema has no netcap.proto");
  const entries: Entry[] = [];
  for (const message of file.messages) {
    if (hasOption(message, layer)) entries.push({ id: 0, name: message.name, message, layer: getOption(message, layer) });
    else if (hasOption(message, record)) entries.push({ id: 0, name: message.name, message });
  }
  for (const c of getOption(file, carrier)) entries.push({ id: 0, name: c.name, layer: c.layer });
  entries.forEach((e, i) => {
    e.id = i + 1;
  });
  return { file, entries };
}

/** Whether the record is only made when it is asked for by name. */
export function isOnRequest({ message }: Entry): boolean {
  return message !== undefined && getOption(message, record).onRequest;
}
