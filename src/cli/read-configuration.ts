export {
  readConfiguration,
  readText,
  shownFrom,
  type ReadConfiguration,
} from '../scan/read-configuration.ts'
