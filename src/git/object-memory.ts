import { StanchError } from '../text/error.ts'

/** What `wasm/` exports. */
interface ObjectExports {
  readonly memory: WebAssembly.Memory
  inflate(input: number, inputLength: number, output: number, outputLength: number): number
  deltaSizes(delta: number, length: number): bigint
  applyDelta(
    base: number,
    baseLength: number,
    delta: number,
    deltaLength: number,
    output: number,
    outputLength: number,
  ): number
  changedRanges(
    delta: number,
    deltaLength: number,
    baseLength: number,
    list: number,
    listMax: number,
  ): number
  setWindowByte(byte: number, flag: number): void
  setContext(min: number, max: number, lines: number): void
  growWindows(
    changes: number,
    count: number,
    address: number,
    length: number,
    output: number,
  ): number
  setTreeTables(
    nameTable: number,
    objectTable: number,
    interestSet: number,
    nameBytes: number,
    objectCount: number,
    hashSeed: number,
  ): void
  addInterest(objectName: number): void
  readTree(start: number, end: number, output: number): number
}

/** What tree reading asks its host for. */
export interface TreeHost {
  /** @returns a number for a name not met before, with {@link nameOfInterest} set to keep every entry of that name */
  noteName(name: Uint8Array): number
  /** @returns the object's number; `objectCount` or higher for one that is not there */
  findObject(memory: Uint8Array, at: number): number
}

export const noObject = 0xffffffff

export const nameOfInterest = 0x80000000

/** Bytes that the passes may read or write behind what they were given. */
export const slackBytes = 64

const pageBytes = 65_536
const nameTableBytes = 16 << 18
const objectTableBytes = 48 << 16
const interestBytes = 1 << 21

/**
 * Where objects are inflated and put together: the compiled `wasm/` module and its memory, used as a stack.
 * One thread, one instance.
 */
export class ObjectMemory {
  readonly wasm: ObjectExports
  #bytes: Uint8Array
  #top: number
  /** From here on nobody has been: what memory grows by is zero. */
  #untouched = 0
  #treeHost: TreeHost | undefined

  constructor(module: WebAssembly.Module) {
    const instance = new WebAssembly.Instance(module, {
      env: {
        abort: () => {
          throw new StanchError(
            'OBJECTS_ABORTED',
            'The object reader stopped itself; a defect of Stanch.',
          )
        },
        noteName: (start: number, end: number) =>
          this.#treeHost!.noteName(this.#bytes.slice(start, end)),
        findObject: (at: number) => this.#treeHost!.findObject(this.#bytes, at),
      },
    })
    this.wasm = instance.exports as unknown as ObjectExports
    this.#bytes = new Uint8Array(this.wasm.memory.buffer)
    this.#top = this.#bytes.length
    this.#untouched = this.#top
  }

  /** The whole memory; replaced when {@link take} makes it grow. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  get top(): number {
    return this.#top
  }

  /** @returns address of `length` bytes on top of the stack; whoever keeps {@link top} can {@link cut} back to it */
  take(length: number): number {
    const address = this.#top
    this.#top += (length + slackBytes + 15) & ~15
    this.#untouched = Math.max(this.#untouched, this.#top)
    const { memory } = this.wasm
    const missing = this.#top - memory.buffer.byteLength
    if (missing > 0) {
      memory.grow(Math.ceil(missing / pageBytes))
      this.#bytes = new Uint8Array(memory.buffer)
    }
    return address
  }

  #takeZeroed(length: number): number {
    const untouched = this.#untouched
    const address = this.take(length)
    // Untouched pages take no memory: most scans need few of the tables'.
    if (untouched > address) this.#bytes.fill(0, address, Math.min(untouched, address + length))
    return address
  }

  cut(top: number): void {
    this.#top = top
  }

  /** Must be called once before trees are read. The tables stay below everything that is taken later. */
  prepareTrees(host: TreeHost, hashBytes: number, objectCount: number, seed: number): void {
    this.#treeHost = host
    // What was taken before may have left its bytes there.
    const [names, objects, interest] = [nameTableBytes, objectTableBytes, interestBytes].map(
      (length) => this.#takeZeroed(length),
    ) as [number, number, number]
    this.wasm.setTreeTables(names, objects, interest, hashBytes, objectCount, seed)
  }
}
