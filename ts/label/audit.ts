import type { Evidence, TypeTally } from "./evidence.ts";
import type { SourceReport } from "./sourceReport.ts";

/** Alerts that are told one by one, for each label and of those without records. */
const MAX_TOLD = 100;

/** An alert, by where it was read. */
export interface AlertPlace {
  readonly file: string;
  readonly line: number;
  /** RFC 3339. */
  readonly time: string;
}

/** An alert, and what it labelled. */
export interface AlertEvidence extends AlertPlace {
  readonly records: number;
  /** The first of its records: the type, and which record of its file it is, from 1 on. */
  readonly first: { readonly type: string; readonly record: number };
  /** Whether one of its records has an alert with another label, too. */
  readonly ambiguous: boolean;
}

/** What there is to say of a label. */
export interface LabelAudit {
  readonly label: string;
  readonly alerts: number;
  readonly unmatched: number;
  /** The first alerts with records. */
  readonly evidence: readonly AlertEvidence[];
  /** How many more have records. */
  readonly more: number;
}

/** All that is told of a run. */
export interface Audit {
  readonly settings: Readonly<Record<string, string | boolean | readonly string[]>>;
  readonly sources: readonly SourceReport[];
  /** read = excluded + clear + ambiguous + unmatched. */
  readonly alerts: Readonly<Record<"read" | "excluded" | "clear" | "ambiguous" | "unmatched", number>>;
  /** total = normal + labelled; those that are ambiguous are labelled, too. */
  readonly records: Readonly<Record<"total" | "normal" | "labelled" | "ambiguous", number>>;
  readonly types: readonly (Omit<TypeTally, "labels"> & { readonly labels: Readonly<Record<string, number>> })[];
  /** Records by what stands in their column `result`, `normal` not among them. */
  readonly results: readonly { readonly result: string; readonly records: number }[];
  readonly labels: readonly LabelAudit[];
  /** The first alerts without records, with their labels. */
  readonly unmatched: readonly (AlertPlace & { readonly label: string })[];
  /** Files and types that were left out, and what else went wrong. */
  readonly remarks: readonly string[];
  /** Whether all these sums are what they must be. */
  readonly balanced: boolean;
}

/** Sums up what was read and what was labelled. */
export function makeAudit(
  evidence: Evidence,
  sources: readonly SourceReport[],
  settings: Audit["settings"],
  remarks: readonly string[],
): Audit {
  const { table } = evidence;
  const counts = { clear: 0, ambiguous: 0, unmatched: 0 };
  const labels = table.labels.map((label) => ({ label, alerts: 0, unmatched: 0, evidence: [] as AlertEvidence[], more: 0 }));
  const unmatched: (AlertPlace & { label: string })[] = [];
  for (let id = 0; id < table.length; id++) {
    const audit = labels[table.label.at(id)] as (typeof labels)[number];
    audit.alerts++;
    const place = () => placeOf(evidence, sources, id);
    const records = evidence.records[id] as number;
    const ambiguous = evidence.ambiguous[id] === 1;
    counts[records ? (ambiguous ? "ambiguous" : "clear") : "unmatched"]++;
    if (!records) {
      audit.unmatched++;
      if (unmatched.length < MAX_TOLD) unmatched.push({ ...place(), label: audit.label });
    } else if (audit.evidence.length < MAX_TOLD) {
      const { type } = evidence.types[evidence.firstType[id] as number] as TypeTally;
      audit.evidence.push({ ...place(), records, first: { type, record: evidence.firstRecord[id] as number }, ambiguous });
    } else audit.more++;
  }
  const sum = <Item>(items: readonly Item[], of: (item: Item) => number) => items.reduce((total, item) => total + of(item), 0);
  const results = new Map<string, number>();
  for (const { labels } of evidence.types) for (const [label, n] of labels) results.set(label, (results.get(label) ?? 0) + n);
  const labelled = sum([...results.values()], (n) => n);
  const alerts = { read: sum(sources, (s) => s.alerts), excluded: sum(sources, (s) => s.excluded), ...counts };
  const records = {
    total: sum(evidence.types, (tally) => tally.records),
    normal: sum(evidence.types, (tally) => tally.normal),
    labelled,
    ambiguous: sum(evidence.types, (tally) => tally.ambiguous),
  };
  const balanced =
    alerts.read === alerts.excluded + counts.clear + counts.ambiguous + counts.unmatched &&
    sources.every((s) => s.lines === s.alerts + s.other + s.empty + s.broken) &&
    evidence.types.every((tally) => tally.records === tally.normal + sum([...tally.labels.values()], (n) => n)) &&
    records.total === records.normal + labelled;
  return {
    settings,
    sources,
    alerts,
    records,
    types: evidence.types.map((tally) => ({ ...tally, labels: Object.fromEntries(sorted(tally.labels)) })),
    results: sorted(results).map(([result, n]) => ({ result, records: n })),
    labels: labels.sort((a, b) => compare(a.label, b.label)),
    unmatched,
    remarks,
    balanced,
  };
}

/** By code unit, as on every system. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sorted(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a], [b]) => compare(a, b));
}

function placeOf({ table }: Evidence, sources: readonly SourceReport[], id: number): AlertPlace {
  return { file: sources[table.file.at(id)]?.path ?? "", line: table.line.at(id), time: timeText(table.from.at(id)) };
}

/** Microseconds since 1970 as RFC 3339. */
export function timeText(micros: number): string {
  const second = new Date(Math.floor(micros / 1e6) * 1000);
  if (Number.isNaN(second.getTime())) return "unknown";
  return `${second.toISOString().slice(0, -5)}.${String(micros - second.getTime() * 1000).padStart(6, "0")}Z`;
}
