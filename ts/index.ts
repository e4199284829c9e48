// The library: `import { decodeCapture, readRecords } from "netcap"`.

export type { CoreOptions, FlowTimeouts } from "./core/core.ts";
export { type DecodeCaptureOptions, decodeCapture } from "./decodeCapture.ts";
export type { AuditRecord } from "./gen/auditRecord.ts";
export * from "./gen/netcap_pb.ts";
export { catalogue, type RecordKind, type RecordType, recordTypeByName, recordTypeByNumber } from "./record/catalogue.ts";
export { NcapFormatError } from "./record/ncapFormatError.ts";
export { type Records, readRecords } from "./record/readRecords.ts";
export { VERSION } from "./version.ts";
