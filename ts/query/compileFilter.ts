import { FieldScanner } from "../record/fieldScanner.ts";
import { type Column, Form, type Plan, selectColumns } from "../record/plan.ts";
import { columnPath, type FieldValue, visitValues } from "./fieldValue.ts";
import { FilterError } from "./filterError.ts";
import { networkTest } from "./network.ts";
import { computed, constantOf, hexOf, type Operand, operandType, same } from "./operand.ts";
import { type Expression, parseExpression } from "./parseExpression.ts";
import { parseTime } from "./parseTime.ts";

/**
 * Whether a record, from `start` to `end`, is wanted.
 * @throws {NcapFormatError} without a file, when that is no record
 */
export type Filter = (bytes: Uint8Array, start: number, end: number) => boolean;

/**
 * Makes a filter of an expression over the fields of a record. All types are checked here, and evaluating it looks at nothing
 * but the fields that it names.
 * @throws {FilterError} when it is no expression, names a field that there is not, or compares what cannot be compared
 */
export function compileFilter(text: string, plan: Plan): Filter {
  const expression = parseExpression(text);
  const names = fieldNames(expression).filter((name) => plan.columns.some((column) => column.name === name));
  const compiler = new Compiler(plan, selectColumns(plan, names));
  const condition = compiler.condition(expression);
  return (bytes, start, end) => compiler.evaluate(condition, bytes, start, end);
}

/** The names of the record's fields in an expression. */
function fieldNames(expression: Expression): string[] {
  switch (expression.kind) {
    case "field":
      return [expression.path[0] as string];
    case "list":
      return expression.items.flatMap(fieldNames);
    case "call":
      return expression.args.flatMap(fieldNames);
    case "unary":
      return fieldNames(expression.of);
    case "binary":
      return [...fieldNames(expression.left), ...fieldNames(expression.right)];
    default:
      return [];
  }
}

type Condition = () => boolean;
type Test = (a: FieldValue, b: FieldValue) => boolean;

const COMPARISONS: Readonly<Record<string, Test>> = {
  "==": same,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
};

const TEXT_TESTS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
};

class Compiler {
  readonly #all: Plan;
  readonly #plan: Plan;
  readonly #scanner = new FieldScanner();
  /** The base for messages inside the current record. */
  #inner = 0;

  constructor(all: Plan, selected: Plan) {
    this.#all = all;
    this.#plan = selected;
  }

  evaluate(condition: Condition, bytes: Uint8Array, start: number, end: number): boolean {
    this.#scanner.bytes = bytes;
    this.#inner = this.#scanner.scan(this.#plan, start, end, 0);
    return condition();
  }

  condition(expression: Expression): Condition {
    const { kind, at } = expression;
    if (kind === "unary" && expression.operator === "!") {
      const of = this.condition(expression.of);
      return () => !of();
    }
    if (kind === "binary") {
      const { operator } = expression;
      if (operator === "&&" || operator === "||") {
        const left = this.condition(expression.left);
        const right = this.condition(expression.right);
        return operator === "&&" ? () => left() && right() : () => left() || right();
      }
      if (operator === "!=") {
        const equal = this.#comparison("==", this.#operand(expression.left), this.#operand(expression.right), at);
        return () => !equal();
      }
      if (operator === "in") return this.#membership(expression.left, expression.right, at);
      if (operator in COMPARISONS) {
        return this.#comparison(operator, this.#operand(expression.left), this.#operand(expression.right), at);
      }
    }
    const operand = this.#operand(expression);
    if (operand.type !== "boolean")
      throw new FilterError(`${article(operand.type)} is no condition, compare it with something`, at);
    return () => operand.some((value) => value === true);
  }

  #comparison(operator: string, left: Operand, right: Operand, at: number): Condition {
    const [a, b] = agreed(left, right, at);
    if (operator !== "==" && (a.type === "boolean" || a.type === "bytes")) {
      throw new FilterError(`"${operator}" does not work with ${article(a.type)}`, at);
    }
    const test = COMPARISONS[operator] as Test;
    if (a.many && b.many) throw new FilterError("two lists cannot be compared", at);
    if (a.many) return () => a.some((value) => test(value, b.get()));
    if (b.many) return () => b.some((value) => test(a.get(), value));
    return () => test(a.get(), b.get());
  }

  #membership(left: Expression, right: Expression, at: number): Condition {
    const member = this.#operand(left);
    if (right.kind === "list") {
      const tests = right.items.map((item) => this.#comparison("==", member, this.#operand(item), item.at));
      return () => tests.some((test) => test());
    }
    const whole = this.#operand(right);
    if (member.type === "text" && typeof whole.constant === "string") {
      const test = networkTest(whole.constant);
      if (!test) throw new FilterError(`"${whole.constant}" is no network, such as 10.0.0.0/8`, right.at);
      return () => member.some((address) => test(address as string));
    }
    if (!whole.many) throw new FilterError('behind "in" stands a list, or a network in quotes', right.at);
    return this.#comparison("==", member, whole, at);
  }

  #operand(expression: Expression): Operand {
    const { at } = expression;
    switch (expression.kind) {
      case "literal": {
        const { value } = expression;
        return constantOf(typeof value === "string" ? "text" : typeof value === "boolean" ? "boolean" : "number", at, value);
      }
      case "field":
        return this.#field(expression.path, at);
      case "list":
        throw new FilterError('a list stands behind "in"', at);
      case "call":
        return this.#call(expression.name, expression.args, at);
      case "unary": {
        if (expression.operator === "!") break;
        const of = this.#number(expression.of);
        if (of.constant !== undefined) return constantOf("number", at, -(of.constant as number));
        return computed("number", at, () => -Number(of.get()));
      }
      case "binary": {
        const compute = ARITHMETIC[expression.operator];
        if (!compute) break;
        const left = this.#number(expression.left);
        const right = this.#number(expression.right);
        return computed("number", at, () => compute(Number(left.get()), Number(right.get())));
      }
    }
    return computed("boolean", at, this.condition(expression));
  }

  #number(expression: Expression): Operand {
    const operand = this.#operand(expression);
    if ((operand.type === "number" || operand.type === "time") && !operand.many) return operand;
    throw new FilterError(
      `a number is wanted here, and this is ${operand.many ? "a list" : article(operand.type)}`,
      expression.at,
    );
  }

  #field(names: readonly string[], at: number): Operand {
    const path = columnPath(this.#plan, names);
    if (!Array.isArray(path)) {
      const [record, plan] = [names[0] as string, path.plan === this.#plan ? this.#all : path.plan];
      const inside = plan === this.#all ? plan.name : `${record} of ${this.#all.name}`;
      const known = plan.columns.map(({ name }) => name).join(", ");
      throw new FilterError(`${inside} has no field "${path.missing}"${known ? `; it has ${known}` : ""}`, at);
    }
    const column = path.at(-1) as Column;
    const many = path.some(({ repeated }) => repeated);
    const scanner = this.#scanner;
    const type = operandType(column);
    const convert = type === "bytes" ? hexOf : (value: FieldValue) => value;
    const some = (test: (value: FieldValue) => boolean) =>
      visitValues(scanner, path, 0, 0, this.#inner, (value) => test(convert(value)));
    const get = () => {
      let found: FieldValue = ZEROS[type];
      some((value) => {
        found = value;
        return true;
      });
      return found;
    };
    return { type, at, many, column, get, some };
  }

  #call(name: string, args: readonly Expression[], at: number): Operand {
    const [first, second] = args;
    const test = TEXT_TESTS[name];
    const arity = test || name === "matches" ? 2 : name === "size" || name === "has" ? 1 : 0;
    if (!arity) throw new FilterError(`there is no function "${name}"; there are ${FUNCTIONS.join(", ")}`, at);
    if (!first || args.length !== arity) throw new FilterError(`${name} is written ${USAGE[name]}`, at);
    const of = this.#operand(first);
    if (name === "has") return computed("boolean", at, () => of.some((value) => !same(value, ZEROS[of.type])));
    if (name === "size") return computed("number", at, sizeOf(of));
    if (of.type !== "text") throw new FilterError(`${name} wants text, and this is ${article(of.type)}`, first.at);
    const { constant } = this.#operand(second as Expression);
    if (typeof constant !== "string") throw new FilterError(`${name} wants a text in quotes`, (second as Expression).at);
    if (test) return computed("boolean", at, () => of.some((value) => test(value as string, constant)));
    const pattern = regularExpression(constant, (second as Expression).at);
    return computed("boolean", at, () => of.some((value) => pattern.test(value as string)));
  }
}

const ZEROS = { number: 0, time: 0n, text: "", boolean: false, bytes: "", structure: "" } as const;
const USAGE: Readonly<Record<string, string>> = {
  contains: 'Field.contains("text")',
  startsWith: 'Field.startsWith("text")',
  endsWith: 'Field.endsWith("text")',
  matches: 'Field.matches("pattern")',
  size: "size(Field)",
  has: "has(Field)",
};
const FUNCTIONS = Object.keys(USAGE);

/** Bytes, characters, or values, whatever there is of a field. */
function sizeOf(of: Operand): () => number {
  if (of.many) {
    return () => {
      let count = 0;
      of.some(() => {
        count++;
        return false;
      });
      return count;
    };
  }
  return of.type === "bytes" ? () => (of.get() as string).length / 2 : () => String(of.get()).length;
}

function regularExpression(pattern: string, at: number): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch (error) {
    throw new FilterError((error as Error).message.replace(/^Invalid/, "invalid"), at);
  }
}

/** Both sides of a comparison with one type: a text beside an enum is a name, beside a time a time, beside bytes their digits. */
function agreed(left: Operand, right: Operand, at: number): [Operand, Operand] {
  if (left.constant !== undefined && right.constant === undefined) {
    const [b, a] = agreed(right, left, at);
    return [a, b];
  }
  if (left.type === right.type && left.type !== "structure") return [left, right];
  const { constant } = right;
  if (typeof constant === "string") {
    if (left.type === "bytes") return [left, constantOf("bytes", right.at, constant.toLowerCase().replace(/[^0-9a-f]/g, ""))];
    if (left.type === "time") {
      const time = parseTime(constant);
      if (time === undefined) throw new FilterError(`"${constant}" is no time, such as 2024-05-31T12:00:00Z`, right.at);
      return [left, constantOf("time", right.at, time)];
    }
    if (left.column?.form === Form.Enum) {
      const [number] = [...left.column.names].find(([, name]) => name === constant) ?? [];
      if (number === undefined) {
        throw new FilterError(`"${constant}" is none of ${[...left.column.names.values()].join(", ")}`, right.at);
      }
      return [left, constantOf("number", right.at, number)];
    }
  }
  if (left.type === "time" && right.type === "number" && constant !== undefined) {
    // Seconds, as everywhere in text.
    return [left, constantOf("time", right.at, parseTime(String(constant)) ?? constant)];
  }
  throw new FilterError(`${article(left.type)} cannot be compared with ${article(right.type)}`, at);
}

function article(type: Operand["type"]): string {
  return type === "text" || type === "bytes" ? type : `a ${type}`;
}
