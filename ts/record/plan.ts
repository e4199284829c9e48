import { type DescEnum, type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { Literal } from "./literal.ts";

/** How the value of a column is written: the types of the schema, by what they need on the way out. */
export const Form = {
  Boolean: 0,
  Int32: 1,
  Uint32: 2,
  Int64: 3,
  Uint64: 4,
  Double: 5,
  String: 6,
  Bytes: 7,
  Enum: 8,
  Timestamp: 9,
  Message: 10,
} as const;
export type Form = (typeof Form)[keyof typeof Form];

/** One field of a message. */
export interface Column {
  readonly name: string;
  /** The name as JSON writes it before a value, behind another value: `,"SrcPort":`. */
  readonly key: Literal;
  readonly number: number;
  readonly form: Form;
  /** The wire type of one value; a field that comes with another is skipped, as one that is unknown. */
  readonly wireType: WireType;
  /** Whether there may be several values. A map is a repeated message of key and value. */
  readonly repeated: boolean;
  readonly map: boolean;
  /** Where the scanner notes the field: `slot` and `slot + 1`. */
  readonly slot: number;
  /** The columns inside; none unless the form is Message. */
  readonly message: Plan;
  /** The names of the numbers; none unless the form is Enum. */
  readonly names: ReadonlyMap<number, string>;
}

/** A message prepared for being walked on the wire: its columns in the order in which they are to be written. */
export interface Plan {
  /** Name of the message: `TCP`. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** The columns by field number, with holes. */
  readonly byNumber: readonly (Column | undefined)[];
}

/** int64 fields with these names are nanoseconds since 1970. */
const TIMESTAMPS = new Set(["Timestamp", "TimestampFirst", "TimestampLast", "Created"]);

const plans = new WeakMap<DescMessage, Plan>();

/** The plan of a message: all its fields, by number. Made once, then remembered. */
export function planOf(desc: DescMessage): Plan {
  const known = plans.get(desc);
  if (known !== undefined) return known;
  const columns: Column[] = [];
  const byNumber: (Column | undefined)[] = [];
  const plan: Plan = { name: desc.name, columns, byNumber };
  // Remembered before its columns are made: a message may contain itself.
  plans.set(desc, plan);
  for (const field of [...desc.fields].sort((a, b) => a.number - b.number)) {
    const next = columnOf(field, 2 * columns.length);
    columns.push(next);
    byNumber[field.number] = next;
  }
  return plan;
}

/**
 * The plan with only these columns, in this order; the others are not even looked at. A name given twice counts once.
 * @throws {RangeError} when there is no such column: check the names first
 */
export function selectColumns(plan: Plan, names: readonly string[]): Plan {
  const byNumber: (Column | undefined)[] = [];
  const columns = [...new Set(names)].map((name, i) => {
    const found = plan.columns.find((candidate) => candidate.name === name);
    if (found === undefined) throw new RangeError(`${plan.name} has no field ${name}`);
    const selected = { ...found, slot: 2 * i };
    byNumber[found.number] = selected;
    return selected;
  });
  return { name: plan.name, columns, byNumber };
}

/** The plan with a column of text behind the others, which records have under a number that no field of the message has. */
export function withTextColumn(plan: Plan, name: string): Plan {
  const number = plan.byNumber.length;
  const column = makeColumn(name, number, 2 * plan.columns.length, SINGLE, scalarValue(ScalarType.STRING, false));
  return { name: plan.name, columns: [...plan.columns, column], byNumber: [...plan.byNumber, column] };
}

/** The plan of a message of nothing but numbers of fixed size: 32 bits for the `integers` among them, doubles otherwise. */
export function numbersPlan(name: string, fields: readonly string[], integers: ReadonlySet<string>): Plan {
  const columns = fields.map((field, i) => {
    const value = integers.has(field)
      ? { form: Form.Uint32, wireType: WireType.Bit32 }
      : { form: Form.Double, wireType: WireType.Bit64 };
    return makeColumn(field, i + 1, 2 * i, SINGLE, { ...value, message: NO_MESSAGE, names: NO_NAMES });
  });
  return { name, columns, byNumber: [undefined, ...columns] };
}

/** The columns of a map's keys and values. */
export function keyAndValue(map: Column): readonly [key: Column, value: Column] {
  return map.message.columns as unknown as readonly [Column, Column];
}

type Value = Pick<Column, "form" | "wireType" | "message" | "names">;
type Cardinality = Pick<Column, "repeated" | "map">;

const NO_MESSAGE: Plan = { name: "", columns: [], byNumber: [] };
const NO_NAMES: ReadonlyMap<number, string> = new Map();
const SINGLE: Cardinality = { repeated: false, map: false };
const LIST: Cardinality = { repeated: true, map: false };
const MAP: Cardinality = { repeated: true, map: true };

/** Always with the same keys in the same order: the writers are faster when all columns have one shape. */
function makeColumn(name: string, number: number, slot: number, { repeated, map }: Cardinality, value: Value): Column {
  const { form, wireType, message, names } = value;
  return { name, key: new Literal(`,"${name}":`), number, form, wireType, repeated, map, slot, message, names };
}

function columnOf(field: DescField, slot: number): Column {
  const { name, number } = field;
  switch (field.fieldKind) {
    case "scalar":
      return makeColumn(name, number, slot, SINGLE, scalarValue(field.scalar, TIMESTAMPS.has(name)));
    case "enum":
      return makeColumn(name, number, slot, SINGLE, enumValue(field.enum));
    case "message":
      return makeColumn(name, number, slot, SINGLE, messageValue(planOf(field.message)));
    case "list":
      return makeColumn(name, number, slot, LIST, elementValue(field.listKind, field));
    case "map":
      return makeColumn(name, number, slot, MAP, messageValue(entryPlan(field)));
  }
}

/** A map's entry is a message on the wire, with the key as field 1 and the value as field 2. */
function entryPlan(field: DescField & { fieldKind: "map" }): Plan {
  const key = makeColumn("key", 1, 0, SINGLE, scalarValue(field.mapKey, false));
  const value = makeColumn("value", 2, 2, SINGLE, elementValue(field.mapKind, field));
  return { name: field.name, columns: [key, value], byNumber: [undefined, key, value] };
}

/** The value of one element of a list or a map. */
function elementValue(
  kind: "scalar" | "enum" | "message",
  { scalar, enum: enumeration, message }: Pick<DescField, "scalar" | "enum" | "message">,
): Value {
  if (kind === "scalar") return scalarValue(scalar as ScalarType, false);
  return kind === "enum" ? enumValue(enumeration as DescEnum) : messageValue(planOf(message as DescMessage));
}

function messageValue(message: Plan): Value {
  return { form: Form.Message, wireType: WireType.LengthDelimited, message, names: NO_NAMES };
}

function enumValue({ values }: DescEnum): Value {
  const names = new Map(values.map(({ number, name }) => [number, name]));
  return { form: Form.Enum, wireType: WireType.Varint, message: NO_MESSAGE, names };
}

function scalarValue(type: ScalarType, isTimestamp: boolean): Value {
  const value = SCALARS[type];
  if (value === undefined) throw new Error(`the schema uses the scalar type ${ScalarType[type]}, which has no text form yet`);
  const form = isTimestamp && value.form === Form.Int64 ? Form.Timestamp : value.form;
  return { form, wireType: value.wireType, message: NO_MESSAGE, names: NO_NAMES };
}

const SCALARS: Partial<Record<ScalarType, Pick<Column, "form" | "wireType">>> = {
  [ScalarType.BOOL]: { form: Form.Boolean, wireType: WireType.Varint },
  [ScalarType.INT32]: { form: Form.Int32, wireType: WireType.Varint },
  [ScalarType.UINT32]: { form: Form.Uint32, wireType: WireType.Varint },
  [ScalarType.INT64]: { form: Form.Int64, wireType: WireType.Varint },
  [ScalarType.UINT64]: { form: Form.Uint64, wireType: WireType.Varint },
  [ScalarType.DOUBLE]: { form: Form.Double, wireType: WireType.Bit64 },
  [ScalarType.STRING]: { form: Form.String, wireType: WireType.LengthDelimited },
  [ScalarType.BYTES]: { form: Form.Bytes, wireType: WireType.LengthDelimited },
};
