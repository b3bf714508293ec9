import type { Attribution } from './attribution.ts'
import { archivesOf, comparedPath, idsOf, isMedia, pathIn, undatedName } from './file-keys.ts'
import { nameOfFile, pathAbove } from './file-path.ts'
import type { FileReference } from './layout.ts'

/** Of more files it is not known who has sent them. */
export const namedFilesMax = 1 << 17
/** A longer text names no file, and no longer path is named. */
const nameLengthMax = 1024

/** A message that names a file. */
export interface Mention {
  readonly format: string
  readonly attribution: Attribution
}

/** More than one file. */
const many = -1

/** Files of an export that its messages may name, and what the first message that does says. */
export class NamedFiles {
  #count = 0
  /** What was added last, and may be added again and again. */
  #last: string | undefined
  /** By compared path. */
  readonly #byPath = new Map<string, number>()
  /** By compared path inside of the outermost archive: an export can be several archives. */
  readonly #byInnerPath = new Map<string, number>()
  readonly #byName = new Map<string, number>()
  readonly #byId = new Map<string, number | number[]>()
  readonly #paths: string[] = []
  /** Written out, which takes less room; with whether another message is preferred. */
  readonly #mentions: (readonly [json: string, isLast: boolean] | undefined)[] = []

  /** Not all files are known. */
  get isFull(): boolean {
    return this.#count >= namedFilesMax
  }

  /** @param path as reached; files in an archive are parts of it as well */
  add(path: string): void {
    if (path === this.#last) return
    this.#last = path
    for (const archive of archivesOf(path)) this.#add(archive)
    this.#add(path)
  }

  #add(reached: string): void {
    if (this.isFull || reached.length > nameLengthMax || isMedia(reached)) return
    const path = comparedPath(reached)
    if (this.#byPath.has(path)) return
    const file = this.#count++
    this.#paths.push(path)
    this.#byPath.set(path, file)
    const inner = path.indexOf('!') + 1
    if (inner > 0) addOnce(this.#byInnerPath, path.slice(inner), file)
    const name = nameOfFile(path)
    addOnce(this.#byName, name, file)
    const undated = undatedName(name)
    if (undated !== name) addOnce(this.#byName, undated, file)
    for (const id of idsOf(path)) {
      const known = this.#byId.get(id)
      if (Array.isArray(known)) known.push(file)
      else this.#byId.set(id, known === undefined ? file : [known, file])
    }
  }

  /**
   * Files that a text names.
   *
   * @param from path of the file with the text, as reached
   */
  find(reference: FileReference, text: string, from: string): number[] {
    const { pattern } = reference
    if (!pattern) return this.#findOne(reference, text, from)
    const names = Array.from(text.matchAll(pattern), ([, ...groups]) => groups.find(Boolean) ?? '')
    return names.flatMap((name) => this.#findOne(reference, name, from))
  }

  /** Of several messages the first one counts. */
  note(file: number, mention: Mention, { isLast = false }: FileReference): void {
    const known = this.#mentions[file]
    if (!known || (known[1] && !isLast)) this.#mentions[file] = [JSON.stringify(mention), isLast]
  }

  /**
   * What a message says of a file, or of the archive that it is in.
   *
   * @param path as reached
   */
  mentionOf(path: string): Mention | undefined {
    for (const reached of [path, ...archivesOf(path)]) {
      const [json] = this.#mentions[this.#byPath.get(comparedPath(reached)) ?? many] ?? []
      if (json === undefined) continue
      const { format, attribution } = JSON.parse(json) as Mention
      const name = attribution.file ?? nameOfFile(reached)
      return { format, attribution: { ...attribution, file: name + path.slice(reached.length) } }
    }
    return undefined
  }

  #findOne(
    { by, below = [''], isFromAbove = false }: FileReference,
    text: string,
    from: string,
  ): number[] {
    if (text === '' || text.length > nameLengthMax) return []
    if (by === 'id')
      return [this.#byId.get(text) ?? this.#byId.get(text.toLowerCase()) ?? []].flat()
    const name = comparedPath(text)
    const folder = pathAbove(comparedPath(from))
    if (by === 'name') return this.#findNamed(name, folder)
    if (/^(?:[A-Za-z]:)?\//.test(name)) return this.#findNamed(nameOfFile(name), '')
    for (const start of below) {
      const file = this.#findAt(folder + start, name)
      if (file !== undefined) return [file]
    }
    return isFromAbove ? this.#findAbove(folder, name) : []
  }

  /** Its place may be told from any folder above, up to the archive. */
  #findAbove(folder: string, name: string): number[] {
    for (let above = folder; !/^$|!$/.test(above);) {
      above = pathAbove(above)
      const file = this.#findAt(above, name)
      if (file !== undefined) return [file]
    }
    return []
  }

  #findAt(folder: string, name: string): number | undefined {
    const path = pathIn(folder, name)
    if (path === undefined) return undefined
    const inner = path.indexOf('!') + 1
    const file =
      this.#byPath.get(path) ?? (inner > 0 ? this.#byInnerPath.get(path.slice(inner)) : undefined)
    return file === many ? undefined : file
  }

  /** The only one of this name, in a folder or below it. */
  #findNamed(name: string, folder: string): number[] {
    const file = this.#byName.get(name) ?? many
    return file !== many && this.#paths[file]!.startsWith(folder) ? [file] : []
  }
}

function addOnce(files: Map<string, number>, key: string, file: number): void {
  files.set(key, files.has(key) ? many : file)
}
