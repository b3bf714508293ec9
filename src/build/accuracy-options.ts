import { parseArgs } from 'node:util'
import { confidences, type Confidence } from '../rules/rule.ts'
import { StanchError } from '../text/error.ts'
import { peerPrograms } from './accuracy-peers.ts'
import { showChoices, type ShowChoice } from './accuracy-show.ts'

export const usage = `npm run accuracy -- FILE… [options]
  --min-confidence LEVEL        low, medium (default) or high
  --all                         every rule and category, not 30 of each; and which providers no rule covers
  --show misses|false-alarms    also list up to 20 such rows, or as many as a bare number says
  --reveal                      list them in clear
  --peers [NAMES]               also let other scanners scan the same rows: those of
                                ${peerPrograms.join(',')}
                                that are installed (PATH, or STANCH_PEERS_PATH), or only the named ones
  --cross-validate              how precise each confidence is on rows that nothing was fitted to`

export interface AccuracyOptions {
  readonly files: readonly string[]
  readonly minConfidence: Confidence
  readonly all: boolean
  readonly show: ShowChoice | undefined
  readonly showMax: number
  readonly reveal: boolean
  /** Programs of other scanners. */
  readonly peers: readonly string[]
  readonly crossValidate: boolean
}

/** @throws StanchError `USAGE` */
export function parseAccuracyOptions(args: readonly string[]): AccuracyOptions {
  const { values, positionals } = parse(withPeers(args))
  const [count] = positionals.filter((one) => /^\d+$/.test(one))
  const files = positionals.filter((one) => !/^\d+$/.test(one))
  const minConfidence = confidences.find((level) => level === values['min-confidence'])
  const show = showChoices.find((choice) => choice === values.show)
  const peers = values.peers === undefined ? [] : values.peers.split(',')
  const unknown = peers.filter((name) => !peerPrograms.includes(name))
  if (
    files.length === 0 ||
    !minConfidence ||
    (values.show !== undefined && !show) ||
    unknown.length > 0
  ) {
    const why = unknown.length > 0 ? `--peers: unknown: ${unknown.join(', ')}\n` : ''
    throw new StanchError('USAGE', why + usage)
  }
  const { all, reveal, 'cross-validate': crossValidate } = values
  return {
    files,
    minConfidence,
    all,
    show,
    showMax: Number(count ?? 20),
    reveal,
    peers,
    crossValidate,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'min-confidence': { type: 'string', default: 'medium' },
        all: { type: 'boolean', default: false },
        show: { type: 'string' },
        reveal: { type: 'boolean', default: false },
        peers: { type: 'string' },
        'cross-validate': { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new StanchError('USAGE', `${error.message}\n${usage}`, { cause: error })
  }
}

/** `--peers` before anything that is no list of names means all. */
function withPeers(args: readonly string[]): string[] {
  const isList = (text = '') => text.split(',').some((name) => peerPrograms.includes(name))
  return args.flatMap((arg, at) => {
    if (args[at - 1] === '--peers' && isList(arg)) return []
    if (arg !== '--peers') return [arg]
    return [`--peers=${isList(args[at + 1]) ? args[at + 1] : peerPrograms.join(',')}`]
  })
}
