import {
  type BytesVector,
  ListVector,
  type NamedVector,
  type NumberVector,
  StructVector,
  type TextVector,
  type Vector,
  type WideVector,
} from "./vector.ts";

/** A column without columns inside. */
export type LeafVector = NumberVector | WideVector | TextVector | BytesVector;

/** A column of a Parquet file: all values of one field that has no fields inside. */
export interface Leaf {
  /** The names on the way to it in the schema of the file. */
  readonly path: readonly string[];
  readonly vector: LeafVector;
  readonly levels: Levels;
}

/**
 * Where in lists and structures values belong. What there is in a column is told by places: one for each value, and one for
 * each list or structure that leaves nothing behind. Definition levels say how much of the way to a value is there,
 * repetition levels which of the lists on it goes on.
 */
export interface Levels {
  readonly places: number;
  /** The highest level that there can be of each kind; where it is 0 all levels are. */
  readonly maxDefinition: number;
  readonly maxRepetition: number;
  readonly definitions: Uint8Array;
  readonly repetitions: Uint8Array;
  /** The index of the value at each place, -1 where there is none; undefined when each place has the value of its number. */
  readonly indexes: Int32Array<ArrayBuffer> | undefined;
}

/** The columns that a field becomes, in the order of the schema. */
export function leavesOf({ column, vector }: NamedVector): Leaf[] {
  const none = new Uint8Array(0);
  const levels = { maxDefinition: 0, maxRepetition: 0, definitions: none, repetitions: none, indexes: undefined };
  return leavesBelow([column.name], vector, { places: vector.length, ...levels });
}

function leavesBelow(path: readonly string[], vector: Vector, levels: Levels): Leaf[] {
  if (vector instanceof ListVector) {
    const { column, element } = vector;
    const inner = throughList(levels, vector.offsets());
    const group = column.map && element instanceof StructVector ? [...path, "key_value"] : [...path, "list", "element"];
    // An element is there, whatever is in it.
    return element instanceof StructVector ? leavesWithin(group, element, inner) : leavesBelow(group, element, inner);
  }
  if (vector instanceof StructVector) return leavesWithin(path, vector, throughStruct(levels, vector.present()));
  return [{ path, vector, levels }];
}

function leavesWithin(path: readonly string[], { fields }: StructVector, levels: Levels): Leaf[] {
  return fields.flatMap(({ column, vector }) => leavesBelow([...path, column.name], vector, levels));
}

function throughStruct({ places, definitions, indexes, maxDefinition, ...rest }: Levels, present: Int32Array): Levels {
  const levels = new Uint8Array(places);
  const inner = new Int32Array(places);
  for (let place = 0; place < places; place++) {
    const index = indexes ? (indexes[place] as number) : place;
    const is = index >= 0 && present[index] !== 0;
    levels[place] = (maxDefinition ? (definitions[place] as number) : 0) + Number(is);
    inner[place] = is ? index : -1;
  }
  return { ...rest, places, definitions: levels, indexes: inner, maxDefinition: maxDefinition + 1 };
}

function throughList(levels: Levels, offsets: Int32Array): Levels {
  const { places, indexes, maxDefinition } = levels;
  const maxRepetition = levels.maxRepetition + 1;
  let inside = 0;
  for (let place = 0; place < places; place++) {
    const index = indexes ? (indexes[place] as number) : place;
    inside += index < 0 ? 1 : Math.max(1, (offsets[index + 1] as number) - (offsets[index] as number));
  }
  const definitions = new Uint8Array(inside);
  const repetitions = new Uint8Array(inside);
  const inner = new Int32Array(inside);
  let at = 0;
  for (let place = 0; place < places; place++) {
    const index = indexes ? (indexes[place] as number) : place;
    const definition = maxDefinition ? (levels.definitions[place] as number) : 0;
    const first = index < 0 ? 0 : (offsets[index] as number);
    const end = index < 0 ? 0 : (offsets[index + 1] as number);
    repetitions[at] = levels.maxRepetition ? (levels.repetitions[place] as number) : 0;
    definitions[at] = definition + Number(first < end);
    inner[at++] = first < end ? first : -1;
    for (let value = first + 1; value < end; value++) {
      repetitions[at] = maxRepetition;
      definitions[at] = definition + 1;
      inner[at++] = value;
    }
  }
  return { places: inside, maxDefinition: maxDefinition + 1, maxRepetition, definitions, repetitions, indexes: inner };
}
