import { parseDuration } from "./duration.ts";
import { UsageError } from "./errors.ts";
import type { Setting } from "./flags.ts";
import { didYouMean } from "./nearest.ts";
import type { Flag, FlagTable, IntegerFlag, Values } from "./tool.ts";

/**
 * Gives every flag its value: from the first layer that sets it, or else its default.
 * Within a layer the last setting counts, and those of a list add up.
 * @throws {UsageError} for a text that the flag cannot take; the sentence names where it came from.
 */
export function resolveValues<Flags extends FlagTable>(flags: Flags, layers: readonly (readonly Setting[])[]): Values<Flags> {
  const values = Object.entries(flags).map(([name, flag]) => {
    const settings = layers.map((layer) => layer.filter((setting) => setting.name === name)).find((made) => made.length > 0);
    return [name, settings === undefined ? defaultValue(flag) : givenValue(flag, settings)] as const;
  });
  return Object.fromEntries(values) as Values<Flags>;
}

type FlagValue = boolean | number | string | readonly string[] | undefined;

function defaultValue(flag: Flag): FlagValue {
  switch (flag.kind) {
    case "boolean":
      return flag.default ?? false;
    case "list":
      return flag.default ?? [];
    case "paths":
    case "texts":
      return [];
    case "duration":
      return flag.default === undefined ? undefined : parseDuration(flag.default);
    default:
      return flag.default;
  }
}

function givenValue(flag: Flag, settings: readonly Setting[]): FlagValue {
  const texts = settings.map((setting) => setting.text);
  const { text, origin } = settings.at(-1) as Setting;
  switch (flag.kind) {
    case "boolean":
      return booleanOf(text, origin);
    case "integer":
      return integerOf(flag, text, origin);
    case "duration":
      return parseDuration(text) ?? refuse(origin, "a span of time such as 500ms, 30s, 5m or 1h30m", text);
    case "choice":
      if (flag.choices.includes(text)) return text;
      throw new UsageError(`${origin} must be one of ${flag.choices.join(", ")}, not "${text}"${didYouMean(text, flag.choices)}`);
    case "list":
      return texts
        .flatMap((list) => list.split(","))
        .map((word) => word.trim())
        .filter((word) => word !== "");
    case "paths":
    case "texts":
      return texts;
    case "string":
      return text;
  }
}

/** The words for yes and no that Go takes. */
function booleanOf(text: string, origin: string): boolean {
  if (/^(1|t|true)$/i.test(text)) return true;
  if (/^(0|f|false)$/i.test(text)) return false;
  return refuse(origin, "true or false", text);
}

function integerOf(flag: IntegerFlag, text: string, origin: string): number {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = flag;
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  return refuse(
    origin,
    max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`,
    text,
  );
}

function refuse(origin: string, wanted: string, text: string): never {
  throw new UsageError(`${origin} must be ${wanted}, not "${text}"`);
}
