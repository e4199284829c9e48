import { FilterError } from "./filterError.ts";

/** An expression, as it is written. `at` is where it begins, counted in characters from 0. */
export type Expression =
  | { readonly kind: "literal"; readonly at: number; readonly value: number | bigint | string | boolean }
  | { readonly kind: "list"; readonly at: number; readonly items: readonly Expression[] }
  | { readonly kind: "field"; readonly at: number; readonly path: readonly string[] }
  | { readonly kind: "call"; readonly at: number; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "unary"; readonly at: number; readonly operator: string; readonly of: Expression }
  | {
      readonly kind: "binary";
      readonly at: number;
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    };

/** Operators that take two sides, those that bind most loosely first. */
const LEVELS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!=", "<=", ">=", "<", ">", "in"],
  ["+", "-"],
  ["*", "/", "%"],
];

const TOKEN =
  /\s*(?:(0x[0-9a-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([a-z_]\w*)|(\|\||&&|[=!<>]=|[-+*/%<>!().,[\]]))/iy;

/** Deeper nesting would need more stack than there may be. */
const MAX_DEPTH = 100;

interface Token {
  readonly kind: "number" | "string" | "name" | "symbol" | "end";
  readonly text: string;
  readonly at: number;
}

/**
 * Reads an expression: fields (`DstPort`, `Questions.Name`), numbers, strings, `true` and `false`, lists in brackets, calls, and
 * operators as in C, with `in` among the comparisons.
 * @throws {FilterError} when it is none
 */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokensOf(text));
  return parser.whole();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length && text.slice(at).trim() !== "") {
    TOKEN.lastIndex = at;
    const [all = "", number, string, name, symbol] = TOKEN.exec(text) ?? [];
    const begin = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
    if (all === "") throw new FilterError(problemOf(text.slice(begin)), begin);
    if (number !== undefined) tokens.push({ kind: "number", text: number, at: begin });
    else if (string !== undefined) tokens.push({ kind: "string", text: string, at: begin });
    else if (name !== undefined) tokens.push({ kind: "name", text: name, at: begin });
    else tokens.push({ kind: "symbol", text: symbol ?? "", at: begin });
    at += all.length;
  }
  tokens.push({ kind: "end", text: "", at: text.length });
  return tokens;
}

function problemOf(rest: string): string {
  if (/^["']/.test(rest)) return "a string has no end";
  if (/^=/.test(rest)) return 'equality is written "=="';
  if (/^[&|]/.test(rest)) return 'write "&&" for and, "||" for or';
  return `"${rest[0]}" means nothing here`;
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#level(0);
    const rest = this.#peek();
    if (rest.kind !== "end") throw new FilterError(`"${rest.text}" is one too many`, rest.at);
    return expression;
  }

  #peek(): Token {
    return this.#tokens[this.#next] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== "end") this.#next++;
    return token;
  }

  /** Whether the next token is this symbol; takes it then. */
  #takes(symbol: string): boolean {
    const { kind, text } = this.#peek();
    if (kind !== "symbol" || text !== symbol) return false;
    this.#next++;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#takes(symbol)) throw new FilterError(`"${symbol}" is missing`, this.#peek().at);
  }

  #level(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#level(level + 1);
    for (;;) {
      const { kind, text, at } = this.#peek();
      if (kind === "string" || kind === "number" || !operators.includes(text)) return left;
      this.#next++;
      left = { kind: "binary", at, operator: text, left, right: this.#level(level + 1) };
    }
  }

  #unary(): Expression {
    const { at } = this.#peek();
    if (++this.#depth > MAX_DEPTH) throw new FilterError("it is nested too deeply", at);
    try {
      for (const operator of ["!", "-"]) {
        if (this.#takes(operator)) return { kind: "unary", at, operator, of: this.#unary() };
      }
      return this.#primary();
    } finally {
      this.#depth--;
    }
  }

  #primary(): Expression {
    const { kind, text, at } = this.#take();
    if (kind === "number") return { kind: "literal", at, value: numberOf(text) };
    if (kind === "string") return { kind: "literal", at, value: unquoted(text) };
    if (kind === "name") return this.#named(text, at);
    if (text === "(") {
      const inner = this.#level(0);
      this.#expect(")");
      return inner;
    }
    if (text === "[") return { kind: "list", at, items: this.#items("]") };
    throw new FilterError("a value is missing", at);
  }

  #named(name: string, at: number): Expression {
    if (name === "true" || name === "false") return { kind: "literal", at, value: name === "true" };
    if (this.#takes("(")) return { kind: "call", at, name, args: this.#items(")") };
    const path = [name];
    while (this.#takes(".")) {
      const part = this.#take();
      if (part.kind !== "name") throw new FilterError("a name is missing behind the point", part.at);
      if (this.#takes("(")) {
        return { kind: "call", at: part.at, name: part.text, args: [{ kind: "field", at, path }, ...this.#items(")")] };
      }
      path.push(part.text);
    }
    return { kind: "field", at, path };
  }

  #items(end: string): Expression[] {
    const items: Expression[] = [];
    if (this.#takes(end)) return items;
    do items.push(this.#level(0));
    while (this.#takes(","));
    this.#expect(end);
    return items;
  }
}

/** Whole numbers that a double does not hold become big ones. */
function numberOf(text: string): number | bigint {
  const value = Number(text);
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^\w+$/.test(text) && !/e/i.test(text.replace(/^0x.*/i, ""))
    ? BigInt(text)
    : value;
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/gs, (_, char: string) => ({ n: "\n", t: "\t", r: "\r" })[char] ?? char);
}
