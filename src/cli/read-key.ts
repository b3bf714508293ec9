export {
  parseKeyLines,
  readFingerprintKey,
  readFingerprintKeys,
  type FingerprintKeys,
} from '../scan/read-keys.ts'
