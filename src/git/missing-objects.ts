import { idOfBytes, type ObjectId } from './object-id.ts'

/** Gives the missing objects that several threads met one number each, from `first` on. */
export class MissingNumbers {
  readonly ids: ObjectId[] = []
  readonly #first: number
  readonly #maps: readonly (readonly number[])[]

  constructor(first: number, lists: readonly (readonly Uint8Array[])[]) {
    this.#first = first
    const numbers = new Map<ObjectId, number>()
    this.#maps = lists.map((names) =>
      names.map((name) => {
        const id = idOfBytes(name, 0, name.length)
        let number = numbers.get(id)
        if (number === undefined) {
          number = first + this.ids.push(id) - 1
          numbers.set(id, number)
        }
        return number
      }),
    )
  }

  /** @param list which of the lists the object's number is from */
  renumber(list: number, object: number): number {
    return object < this.#first ? object : this.#maps[list]![object - this.#first]!
  }
}
