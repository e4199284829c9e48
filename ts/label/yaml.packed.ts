/** What schedules of attacks in YAML are read with. */
export { isMap, isSeq, LineCounter, parseDocument } from "yaml";
