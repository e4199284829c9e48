import type { AlertTable } from "../label/alertTable.ts";
import { timeText } from "../label/audit.ts";
import type { SourceReport } from "../label/sourceReport.ts";

/** Pairs that the sentence tells. */
const MAX_TOLD = 10;

/** What `--strict` does not allow: alerts of the same moment, and attacks that overlap. Undefined where there are none. */
export function strictProblem(table: AlertTable, sources: readonly SourceReport[]): string | undefined {
  const place = (id: number) => `${sources[table.file.at(id)]?.path}, line ${table.line.at(id)}`;
  const told: string[] = [];
  let count = 0;
  const tell = (a: number, b: number, what: string) => {
    if (count++ < MAX_TOLD) told.push(`${place(b)} ${what} ${place(a)} (${timeText(table.from.at(b))})`);
  };
  const order = Uint32Array.from({ length: table.length }, (_, id) => id);
  order.sort((a, b) => table.from.at(a) - table.from.at(b) || a - b);
  let alert: number | undefined;
  let attack: number | undefined;
  for (const id of order) {
    if (!table.attacks.has(id)) {
      if (alert !== undefined && table.from.at(alert) === table.from.at(id)) tell(alert, id, "is of the same moment as");
      alert = id;
      continue;
    }
    if (attack !== undefined && table.from.at(id) < table.to.at(attack)) tell(attack, id, "overlaps");
    if (attack === undefined || table.to.at(id) > table.to.at(attack)) attack = id;
  }
  if (!count) return undefined;
  const more = count > told.length ? `; and ${count - told.length} more` : "";
  return `--strict allows one alert a moment: ${told.join("; ")}${more}`;
}
