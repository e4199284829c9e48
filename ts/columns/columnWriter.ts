import type { Plan } from "../record/plan.ts";
import type { RecordWriter } from "../record/recordWriter.ts";

/** Loads what writes records in columns: the libraries for it are large, and few runs want them. */
export async function loadColumnWriter(format: "parquet" | "arrow"): Promise<(plan: Plan) => RecordWriter> {
  if (format === "parquet") {
    const { ParquetWriter } = await import("./parquetWriter.ts");
    return (plan) => new ParquetWriter(plan);
  }
  const { ArrowWriter } = await import("./arrowWriter.ts");
  return (plan) => new ArrowWriter(plan);
}
