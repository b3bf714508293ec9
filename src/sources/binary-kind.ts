import { latin1Of } from '../text/bytes.ts'

const headBytes = 16

/** What stands at the start of files, https://www.garykessler.net/library/file_sigs.html; one character per byte. */
const kinds: readonly (readonly [start: RegExp, kind: string])[] = [
  [/^(?:\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|II\*\0|MM\0\*)/s, 'image'],
  [/^RIFF.{4}WEBP/s, 'image'],
  [/^.{4}ftyp(?:hei|hev|mif|msf|avi)/s, 'image'],
  [/^(?:OggS|ID3|fLaC|#!AMR|\xff[\xe2-\xfb]|RIFF.{4}WAVE|.{4}ftypM4[AB])/s, 'audio'],
  [/^(?:.{4}ftyp|.E\xdf\xa3|RIFF.{4}AVI |FLV)/s, 'video'],
  [/^%PDF-/, 'PDF'],
]

/** What a file is that is no text: `image`, `audio`, `video`, `PDF`, or `binary` where it is none of these. */
export function kindOfBinary(head: Uint8Array): string {
  const start = latin1Of(head, 0, Math.min(head.length, headBytes))
  return kinds.find(([form]) => form.test(start))?.[1] ?? 'binary'
}
