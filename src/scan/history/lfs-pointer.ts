import { latin1Of } from '../../text/bytes.ts'

export const lfsPointerReason = 'Git LFS pointer: the file it stands for is not in the repository'

const start = 'version https://git-lfs.github.com/spec/'
const lengthMax = 1024

/** Whether a blob only says where a file is. Format: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
export function isLfsPointer(bytes: Uint8Array): boolean {
  return (
    bytes.length <= lengthMax && bytes[0] === 0x76 && latin1Of(bytes, 0, start.length) === start
  )
}
