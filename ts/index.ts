// The library: `import { decodeCapture, readRecords } from "netcap"`.
export { decodeCapture, type DecodeCaptureOptions } from "./decodeCapture.ts";
export type { CoreOptions } from "./core/core.ts";
export type { AuditRecord } from "./gen/auditRecord.ts";
export * from "./gen/netcap_pb.ts";
export { catalogue, recordTypeByName, recordTypeByNumber, type RecordKind, type RecordType } from "./record/catalogue.ts";
export { NcapFormatError } from "./record/ncapFormatError.ts";
export { readRecords, type Records } from "./record/readRecords.ts";
export { VERSION } from "./version.ts";
