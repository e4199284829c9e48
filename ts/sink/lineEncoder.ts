import type { RecordType } from "../record/catalogue.ts";
import { CsvWriter } from "../record/csvWriter.ts";
import { descriptorOf } from "../record/descriptorOf.ts";
import { JsonWriter } from "../record/jsonWriter.ts";
import { planOf } from "../record/plan.ts";
import type { Encoder } from "./encoder.ts";
import { WriterEncoder } from "./writerEncoder.ts";

/** Turns lanes into lines of CSV or JSON. */
export function lineEncoder(format: "csv" | "json", type: RecordType): Encoder {
  const plan = planOf(descriptorOf(type));
  return new WriterEncoder(format === "csv" ? new CsvWriter(plan) : new JsonWriter(plan));
}
