import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { sizeDelimitedEncode } from "@bufbuild/protobuf/wire";
import { HeaderSchema } from "../../ts/gen/netcap_pb.ts";
import { recordTypeOf } from "../../ts/record/catalogue.ts";

/** The bytes of a record file. */
export function recordFile<Desc extends DescMessage>(desc: Desc, ...records: MessageInitShape<Desc>[]): Uint8Array {
  const header = create(HeaderSchema, { Type: recordTypeOf(desc.name).number });
  const frames = [
    sizeDelimitedEncode(HeaderSchema, header),
    ...records.map((record) => sizeDelimitedEncode(desc, create(desc, record))),
  ];
  return Buffer.concat(frames);
}

/** The wire bytes of a record. */
export function recordBytes<Desc extends DescMessage>(desc: Desc, record: MessageInitShape<Desc>): Uint8Array {
  return toBinary(desc, create(desc, record));
}

/** Nanoseconds since 1970 of a time on 1 June 2024, UTC: `12:00:01.5`. */
export function at(time: string): bigint {
  const [, whole, digits = ""] = /^([\d:]+)(?:\.(\d+))?$/.exec(time) as RegExpExecArray;
  return BigInt(Date.parse(`2024-06-01T${whole}Z`)) * 1_000_000n + BigInt(digits.padEnd(9, "0"));
}
