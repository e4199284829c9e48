/** What is asked of Deno's permissions; `node:` modules cover the rest there. */
type Permission = { readonly name: "env"; readonly variable?: string } | { readonly name: "read"; readonly path: string };

interface DenoNamespace {
  readonly version: { readonly deno: string };
  readonly permissions: { querySync(permission: Permission): { readonly state: "granted" | "prompt" | "denied" } };
}

/** Deno's own interface; undefined on Node. */
export const deno = (globalThis as { Deno?: DenoNamespace }).Deno;

/** Whether something is allowed without asking anybody: always on Node. */
export function mayUse(permission: Permission): boolean {
  return deno === undefined || deno.permissions.querySync(permission).state === "granted";
}
