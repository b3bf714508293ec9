import type { Stored } from './object-reader.ts'

/** Told of each object of a walk. `Known` is what it finds out about an object, for those stored as deltas of it. */
export interface ObjectVisitor<Known> {
  /**
   * @param bytes in the walk's memory at `address`, valid during the call
   * @param delta how the object comes from its base, when that was visited just before
   */
  visit(object: number, bytes: Uint8Array, address: number, delta?: DeltaOf<Known>): Known
  /** An object that cannot be read; what is stored as its delta cannot be either, and is named one by one. */
  damaged(object: number, reason: string): void
}

/** A delta that was applied, in the walk's memory. */
export interface DeltaOf<Known> extends Stored {
  /** What {@link ObjectVisitor.visit} answered for the base. */
  readonly base: Known
  readonly baseLength: number
}
