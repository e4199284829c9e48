// What the records are to hold, as the host configured it.

/** Whether records of transport layers carry the bytes of their payload. */
export let includePayload: bool = false;

export function setIncludePayload(on: bool): void {
  includePayload = on;
}
