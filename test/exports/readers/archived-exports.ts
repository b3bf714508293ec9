import { gzipSync } from 'node:zlib'
import { zstdChunks } from '../../../src/sources/archives/zstd.ts'
import { concatBytes } from '../../../src/text/bytes.ts'
import { makeTar } from '../../sources/archives/make-archives.ts'
import type { ReadableExport } from './readable-exports.ts'

const zulip: ReadableExport = {
  format: 'zulip',
  title: 'an archive of an organisation',
  reader: "Python's tarfile",
  path: 'zulip-export.tar.gz',
  build(next) {
    const message = (id: number) => ({
      id, sender: 10, recipient: 21, realm: 2, subject: 'deploys', date_sent: 1769250849.5, content: `see **${next()}**`,
      rendered_content: `<p>see <strong>${next()}</strong></p>`, edit_history: JSON.stringify([{ prev_content: next(), timestamp: 1769250848 }]),
    }) // prettier-ignore
    const files = ['messages-000001.json', 'messages-000002.json'].map((name, at) => ({
      name: `zulip-export/${name}`,
      content: JSON.stringify({ zerver_message: [message(2 * at), message(2 * at + 1)] }),
    }))
    const upload = { name: 'zulip-export/uploads/2/a.txt', content: 'no key\n' }
    return { [this.path]: gzipSync(makeTar([...files, upload])) }
  },
}

const codex: ReadableExport = {
  format: 'codex',
  title: 'a rollout that was packed',
  reader: 'zstd',
  path: 'rollout-2026-01-24T10-34-09-0a1b2c3d-1111-4222-8333-444455556666.jsonl.zst',
  build(next) {
    const lines = Array.from({ length: 400 }, (_, at) => ({
      timestamp: '2026-01-24T10:34:09.675Z',
      type: 'response_item',
      payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text: at % 100 === 7 ? `use ${next()}` : `line ${at}` }] },
    })) // prettier-ignore
    const text = lines.map((line) => JSON.stringify(line) + '\n').join('')
    return { [this.path]: concatBytes([...zstdChunks([Buffer.from(text)])]) }
  },
}

/** Exports that are packed: what unpacks them is no reader of ours either. */
export const archivedExports: readonly ReadableExport[] = [zulip, codex]
