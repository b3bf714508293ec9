import type { Incident } from '../../incident/incident.ts'
import { describeOwner } from '../describe-owner.ts'
import { describeTime } from '../describe-record.ts'
import { describeAge } from './describe-age.ts'

/** A question of the first screen, and its answer in one line of any length, with what stands in the incident as it is. */
export interface IncidentAnswer {
  readonly label: string
  readonly text: string
  /** `bad`: it is on fire; `good`: it is out; `unknown`: somebody should find out. */
  readonly tone: 'bad' | 'good' | 'plain' | 'unknown'
}

/** What somebody asks who is woken by it: whose, live, what it may do, public, used, what breaks if it goes. */
export function answersOf(incident: Incident, nowMs: number): IncidentAnswer[] {
  return [
    whoseOf(incident),
    liveOf(incident, nowMs),
    mayOf(incident),
    publicOf(incident, nowMs),
    usedOf(incident, nowMs),
    breaksOf(incident),
  ]
}

function whoseOf({ leaked, facts }: Incident): IncidentAnswer {
  const { inventory, account, provider } = leaked
  const there = facts['owner'] ?? facts['account'] ?? account
  const atProvider =
    there === undefined ? '' : `${provider === '' ? '' : `${provider} `}${nameOfAccount(there)}`
  if (inventory !== null) {
    const text = [describeOwner(inventory), atProvider].filter((one) => one !== '').join('; ')
    return { label: 'whose', text, tone: inventory.owner === null ? 'unknown' : 'plain' }
  }
  const text = atProvider === '' ? 'not known' : `${atProvider}`
  return { label: 'whose', text: `${text}; no inventory has it`, tone: 'unknown' }
}

function nameOfAccount(account: string): string {
  return /[ @]/.test(account) ? account : `account ${account}`
}

function liveOf(incident: Incident, nowMs: number): IncidentAnswer {
  const { verification, facts, leaked } = incident
  if (verification !== undefined) {
    const { verdict, at } = verification
    const ago = `${describeAge(at, nowMs)} ago`
    return verdict === 'dead'
      ? { label: 'live', text: `no: proven dead ${ago}`, tone: 'good' }
      : { label: 'live', text: `contained ${ago}: it lives, but can do nothing`, tone: 'plain' }
  }
  const probe = incident.probes.findLast(({ isControl }) => !isControl)
  const at = probe?.at ?? facts['checkedAt']
  const asked = at === undefined ? '' : `, asked ${describeAge(at, nowMs)} ago`
  switch (probe?.outcome.verdict ?? verdictOfFact(facts['live'])) {
    case 'live':
      return { label: 'live', text: `yes, it works${asked}`, tone: 'bad' }
    case 'dead':
      return { label: 'live', text: `answers as dead${asked}; not proven yet`, tone: 'plain' }
    case 'contained':
      return { label: 'live', text: `answers as contained${asked}; not proven yet`, tone: 'plain' }
    case 'unverifiable':
      return { label: 'live', text: `no answer tells${asked}`, tone: 'unknown' }
    default:
      return liveOfStatus(leaked.status)
  }
}

function liveOfStatus(status: Incident['leaked']['status']): IncidentAnswer {
  switch (status) {
    case 'active':
      return { label: 'live', text: 'yes, as whoever reported it says', tone: 'bad' }
    case 'inactive':
      return { label: 'live', text: 'no, as whoever reported it says; not proven', tone: 'plain' }
    case 'invalid-format':
      return { label: 'live', text: 'doubtful: its checksum does not hold', tone: 'unknown' }
    case 'unverifiable':
      return { label: 'live', text: 'nobody can be asked', tone: 'unknown' }
    case 'unverified':
      return { label: 'live', text: 'not asked yet', tone: 'unknown' }
  }
}

function verdictOfFact(live: string | undefined): string | undefined {
  return live === 'yes' ? 'live' : live === 'no' ? 'dead' : live
}

function mayOf({ facts, leaked }: Incident): IncidentAnswer {
  const scopes = facts['scopes'] ?? leaked.scopes?.join(', ')
  const until = facts['expires'] ?? leaked.expires
  const end = until === undefined ? '' : `, until ${describeTime(until)}`
  return scopes === undefined
    ? { label: 'may do', text: `not asked yet${end}`, tone: 'unknown' }
    : { label: 'may do', text: `${scopes}${end}`, tone: 'plain' }
}

function publicOf({ publicSince, leaked }: Incident, nowMs: number): IncidentAnswer {
  if (publicSince !== undefined) {
    const text = `since ${describeTime(publicSince)}, ${describeAge(publicSince, nowMs)}`
    return { label: 'public', text, tone: 'bad' }
  }
  const isChat = leaked.places.some(({ origin }) => origin.kind === 'export')
  const isShared = leaked.places.some(
    ({ origin }) => origin.kind === 'git' && origin.commit !== null,
  )
  const who = isChat
    ? 'all in the chat or run could read it'
    : isShared
      ? 'who has the repository could read it'
      : 'not that anybody said'
  return { label: 'public', text: who, tone: 'plain' }
}

function usedOf({ facts, leaked }: Incident, nowMs: number): IncidentAnswer {
  const last = facts['lastUsed']
  const from = facts['lastUsedFrom']
  const when =
    last === undefined ? '' : `last ${describeTime(last)}, ${describeAge(last, nowMs)} ago`
  const where = from === undefined ? '' : `from ${from}`
  const by = facts['consumers'] ?? leaked.consumers?.join(', ')
  const text = [by === undefined ? '' : `by ${by}`, when, where].filter((one) => one !== '')
  return text.length === 0
    ? { label: 'used', text: 'not asked yet', tone: 'unknown' }
    : { label: 'used', text: text.join('; '), tone: 'plain' }
}

function breaksOf({ plan, leaked, facts }: Incident): IncidentAnswer {
  const named = [...new Set([...(plan?.dependants ?? []), ...(leaked.consumers ?? [])])]
  const along = facts['goesWithIt']
  const pieces = [
    named.length > 0 ? named.join(', ') : (facts['consumers'] ?? ''),
    along === undefined ? '' : `goes with it: ${along}`,
  ].filter((one) => one !== '')
  if (pieces.length > 0) return { label: 'breaks', text: pieces.join('; '), tone: 'plain' }
  const text = 'nothing that is known of: nobody says who uses it'
  return { label: 'breaks', text, tone: 'unknown' }
}
