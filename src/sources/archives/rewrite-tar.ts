import { sliceSource, type ByteSource } from './byte-source.ts'
import { copySource, PatchedCopy } from './patched-copy.ts'
import type { Output, RewriteMember, Rewriter, Rewriting } from './rewrite.ts'
import { metadataTypes, readsAsFile, overridesOf, withPaxSize, type Overrides } from './tar.ts'
import { parseTarHeader, tarBlockLength, withTarSize, type TarHeader } from './tar-header.ts'

/** Rewrites a tar archive; see `rewriteSource`. */
export function rewriteTar(
  source: ByteSource,
  path: string,
  rewriter: Rewriter,
  member: RewriteMember,
  open: () => Output,
): Rewriting {
  return new TarRewriting(source, path, rewriter, member, open).run()
}

/** A block in front of a member that says something of it, and what follows it. */
interface Metadata {
  readonly start: number
  readonly header: TarHeader
  readonly content: Uint8Array
}

class TarRewriting {
  readonly #source: ByteSource
  readonly #path: string
  readonly #rewriter: Rewriter
  readonly #member: RewriteMember
  readonly #copy: PatchedCopy
  #metadata: Metadata[] = []

  constructor(
    source: ByteSource,
    path: string,
    rewriter: Rewriter,
    member: RewriteMember,
    open: () => Output,
  ) {
    this.#source = source
    this.#path = path
    this.#rewriter = rewriter
    this.#member = member
    this.#copy = new PatchedCopy(source, open)
  }

  *run(): Rewriting {
    let at = 0
    let hasEnd = false
    while (at < this.#source.size) {
      const block = this.#source.read(at, tarBlockLength)
      const header = parseTarHeader(block)
      if (header === undefined) {
        if (block.every((byte) => byte === 0)) {
          hasEnd = true
          at += tarBlockLength
          continue
        }
        const reason = hasEnd ? 'bytes behind the end of the archive' : 'damaged tar header'
        this.#cut(this.#groupStart(at), reason)
        return true
      }
      hasEnd = false
      const next = metadataTypes.includes(header.type)
        ? this.#readMetadata(at, header)
        : yield* this.#rewriteMember(at, header)
      if (next === undefined) return true
      at = next
    }
    return this.#copy.finish()
  }

  /** Metadata belongs to the member behind it. */
  #groupStart(at: number): number {
    return this.#metadata[0]?.start ?? at
  }

  #readMetadata(start: number, header: TarHeader): number | undefined {
    const contentStart = start + tarBlockLength
    const content = this.#source.read(contentStart, Math.min(header.size, 1 << 20))
    if (content.length < header.size) {
      this.#cut(this.#groupStart(start), 'damaged tar header')
      return undefined
    }
    this.#metadata.push({ start, header, content })
    return contentStart + padded(header.size)
  }

  /** @returns where the next header is; undefined when all that follows was left out */
  *#rewriteMember(
    start: number,
    header: TarHeader,
  ): Generator<undefined, number | undefined, undefined> {
    const metadata = this.#metadata
    const groupStart = this.#groupStart(start)
    this.#metadata = []
    const overrides: Overrides = {}
    for (const { header: kind, content } of metadata)
      Object.assign(overrides, overridesOf(kind.type, content))
    const name = overrides.name ?? header.name
    const isFile = readsAsFile(header.type)
    const size = overrides.size ?? (isFile ? header.size : 0)
    const contentStart = start + tarBlockLength
    const end = contentStart + padded(size)
    if (header.type === 'S' || overrides.isSparse) {
      return this.#cut(groupStart, 'sparse file in a tar archive')
    }
    if (!isFile) return end
    const content = sliceSource(this.#source, contentStart, contentStart + size)
    const spool = this.#rewriter.newSpool()
    try {
      const isChanged = yield* this.#member(content, `${this.#path}!${name}`, () => spool)
      const isCut = content.size < size
      if (!isChanged && !isCut) return end
      const now = isChanged ? spool.source() : content
      const output = this.#copy.replace(groupStart, Math.min(end, this.#source.size))
      for (const one of metadata) writeMetadata(output, one, this.#source, now.size)
      output.write(withTarSize(this.#source.read(start, tarBlockLength), now.size))
      copySource(now, output)
      output.write(new Uint8Array(padded(now.size) - now.size))
      return isCut ? this.#cut(this.#source.size, 'unexpected end of archive') : end
    } finally {
      spool.close()
    }
  }

  /** Nothing from there on can be read. */
  #cut(start: number, reason: string): undefined {
    this.#rewriter.onRemark('problem', this.#path, `${reason}; what cannot be read is left out`)
    this.#copy.replace(start, this.#source.size).write(new Uint8Array(2 * tarBlockLength))
    this.#copy.finish()
    return undefined
  }
}

function writeMetadata(
  output: Output,
  { start, header, content }: Metadata,
  source: ByteSource,
  size: number,
): void {
  const block = source.read(start, tarBlockLength)
  const said = header.type === 'x' ? withPaxSize(content, size) : content
  output.write(said.length === content.length ? block : withTarSize(block, said.length))
  output.write(said)
  output.write(new Uint8Array(padded(said.length) - said.length))
}

function padded(size: number): number {
  return Math.ceil(size / tarBlockLength) * tarBlockLength
}
