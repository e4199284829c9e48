// STUB
import { Layer } from "../gen/layer";
export function decode(): Layer { return Layer.None; }
export function record(): void {}
