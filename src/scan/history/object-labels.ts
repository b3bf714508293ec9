import { idOfObject, typeOfObject, type ObjectCatalogue } from '../../git/object-catalogue.ts'
import type { ObjectId } from '../../git/object-id.ts'
import { objectTypes } from '../../git/pack-layout.ts'

/** What an object is called in a problem: `blob 3f2a…`, as `git cat-file` takes it. */
export class ObjectLabels {
  readonly #catalogue: ObjectCatalogue

  constructor(catalogue: ObjectCatalogue) {
    this.#catalogue = catalogue
  }

  idOf(object: number): ObjectId {
    return idOfObject(this.#catalogue, object)
  }

  labelOf(object: number): string {
    const type = typeOfObject(this.#catalogue, object)
    const name = Object.entries(objectTypes).find(([, number]) => number === type)?.[0]
    return `${name ?? 'object'} ${this.idOf(object)}`
  }
}
