import { loadColumnWriter } from "../columns/columnWriter.ts";
import { descriptorOf } from "../record/descriptorOf.ts";
import { planOf } from "../record/plan.ts";
import type { ColumnFormat, EncoderMaker } from "./encoder.ts";
import { WriterEncoder } from "./writerEncoder.ts";

/** Loads what encodes a form in columns. Its encoders want all lanes of a file, in their order. */
export async function loadColumnEncoder(format: ColumnFormat): Promise<EncoderMaker> {
  const makeWriter = await loadColumnWriter(format);
  return (type) => new WriterEncoder(makeWriter(planOf(descriptorOf(type))));
}
