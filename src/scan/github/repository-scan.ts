import type { CloneEvent, GithubEvent, Position } from '../../github/estate/github-event.ts'
import type { ReadContext } from '../../github/estate/read-context.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import { emptyOutcome, type Outcome } from '../document-scanner.ts'
import type { FoundSecret } from '../found-secret.ts'
import type { EventScanner } from './event-scanner.ts'
import type { Resource } from './github-kinds.ts'
import type { GithubRequest } from './github-request.ts'
import { ResourceAccount } from './resource-account.ts'
import type { RepositoryState, ResourceState, StateFiles } from './resource-state.ts'
import { scanClone } from './scan-clone.ts'

/** What the scan of one repository, or of the gists of one account, shares with the others. */
export interface RepositoryScanSetup {
  readonly request: GithubRequest
  readonly scanner: EventScanner
  readonly states: StateFiles
  /** Digest of rules, configuration, key and limits. */
  readonly of: string
  /** Private. */
  readonly directory: string
  /** @returns whether it is reported */
  readonly report: (found: FoundSecret) => boolean
  readonly account: (outcome: Outcome) => void
  readonly onProgress: (documents: number, bytes: number) => void
}

/** No more can be asked for now. */
export class ScanStopped extends Error {}

/** Reads the resources of one repository one after another; each goes on where it was left. */
export class RepositoryScan {
  readonly #setup: RepositoryScanSetup
  readonly #repository: string
  #resources: RepositoryState = {}
  readonly #names: string[] = []
  readonly #startedAt = new Date().toISOString()
  #problems: string[] = []

  /** @param repository `OWNER/REPO`, or for gists `gist/LOGIN` */
  constructor(setup: RepositoryScanSetup, repository: string) {
    this.#setup = setup
    this.#repository = repository
  }

  /** Reasons of trouble, in order. */
  get problems(): readonly string[] {
    return this.#problems
  }

  /** @returns what was found out about an earlier scan, for people */
  open(): string[] {
    const { states, of, request } = this.#setup
    const read = states.read(this.#repository)
    if (read === undefined) return []
    if (read === 'damaged') return ['what was kept of the last scan is damaged: all is read again']
    const known = Object.entries(read)
    const valid = known.filter(([, state]) => state.of === of)
    const open = known.filter(([, state]) => !state.isEnded)
    this.#resources = Object.fromEntries(valid)
    const isOther = valid.length < known.length
    if (isOther && (open.length > 0 || request.since === 'last')) {
      return ['rules, configuration, key or limits changed since the last scan: all is read again']
    }
    if (open.length === 0 || !request.isResumable) return []
    if (!request.resumes) return ['what was read of an unfinished scan is given up']
    const done = open.filter(([, { position }]) => position.isFinished)
    const findings = open.reduce((sum, [, state]) => sum + state.findings.length, 0)
    const since = open.map(([, { startedAt }]) => startedAt).toSorted()[0]!
    return [
      `goes on with the scan of ${since.slice(0, 16).replace('T', ' ')}: ${done.length} of ` +
        `${open.length} resources were read to their end, ${findings} findings kept`,
    ]
  }

  /** @throws ScanStopped; the signal's reason */
  async read(resource: Resource, context: Omit<ReadContext, 'since'>): Promise<void> {
    const account = this.#begin(resource.name)
    if (account.state.position.isFinished && this.#isOpen(resource.name)) return
    const outcome = emptyOutcome()
    const path = `${this.#repository}/${resource.name}`
    try {
      const reader = await resource.load()
      const { since } = this.#setup.request
      const whole = { ...context, since: since === 'last' ? undefined : since }
      for await (const event of reader(whole, account.state.position)) {
        this.#setup.request.signal.throwIfAborted()
        await this.#take(event, account, resource.name)
      }
    } catch (error) {
      if (this.#setup.request.signal.aborted) throw error
      if (error instanceof StanchError && error.code === 'GITHUB_RATE_LIMITED')
        throw new ScanStopped(error.message)
      outcome.problems.push({ path, reason: this.#setup.scanner.mask(reasonOf(error)) })
      this.#add(outcome, account)
    }
  }

  /** The whole run came to its end: nothing of it has to be said again. */
  end(): void {
    if (!this.#setup.request.isResumable || this.#names.length === 0) return
    const ended = this.#names.map((name) => [name, { ...this.#resources[name]!, isEnded: true }])
    this.#resources = { ...this.#resources, ...Object.fromEntries(ended) }
    this.#write()
  }

  /** Whether it was read in the scan that goes on now. */
  #isOpen(name: string): boolean {
    return this.#restored.has(name)
  }
  readonly #restored = new Set<string>()

  #begin(name: string): ResourceAccount {
    const { request, of } = this.#setup
    const known = this.#resources[name]
    this.#names.push(name)
    const isOpen = known && !known.isEnded && request.isResumable && request.resumes
    if (isOpen) {
      this.#restored.add(name)
      return new ResourceAccount(this.#restore(known))
    }
    const position = request.since === 'last' && known ? unread(known.position) : {}
    const state: ResourceState = {
      of,
      startedAt: this.#startedAt,
      isEnded: !request.isResumable,
      position,
      documents: 0,
      bytes: 0,
      findings: [],
      skipped: [],
      problems: [],
    }
    this.#resources = { ...this.#resources, [name]: state }
    return new ResourceAccount(state)
  }

  /** Says again what was found before the interruption. Trouble may be over now, but where nothing is asked again. */
  #restore(state: ResourceState): ResourceState {
    const { documents, bytes, skipped, findings } = state
    const problems = state.position.isFinished ? state.problems : []
    const outcome = { ...emptyOutcome(), documents, bytes }
    outcome.skipped.push(...skipped)
    outcome.problems.push(...problems)
    this.#note(outcome)
    for (const finding of findings)
      this.#setup.report({
        finding,
        value: new Uint8Array(0),
        componentValues: [],
        allowedInline: false,
      })
    return { ...state, problems }
  }

  async #take(event: GithubEvent, account: ResourceAccount, name: string): Promise<void> {
    const { scanner } = this.#setup
    switch (event.kind) {
      case 'text':
        return this.#add(scanner.scanText(event.bytes, event.origin), account)
      case 'file':
        return this.#add(scanner.scanFile(event), account)
      case 'clone':
        return this.#takeClone(event, account, name)
      case 'position':
        return this.#commit(event.position, account, name)
      default: {
        const outcome = emptyOutcome()
        const list = event.kind === 'skipped' ? outcome.skipped : outcome.problems
        list.push({ path: scanner.mask(event.path), reason: event.reason })
        this.#add(outcome, account)
      }
    }
  }

  async #takeClone(event: CloneEvent, account: ResourceAccount, name: string): Promise<void> {
    const { request, directory, onProgress, scanner } = this.#setup
    const { outcome, read } = await scanClone(request, event, directory, onProgress)
    request.signal.throwIfAborted()
    this.#add({ ...outcome, found: outcome.found.map((item) => scanner.maskFound(item)) }, account)
    if (event.isWhole && read !== undefined)
      this.#commit({ latest: read, isFinished: true }, account, name)
  }

  #commit(position: Position, account: ResourceAccount, name: string): void {
    this.#resources = { ...this.#resources, [name]: account.commit(position) }
    this.#write()
  }

  #add(outcome: Outcome, account: ResourceAccount): void {
    account.add(outcome)
    this.#note(outcome)
    for (const item of outcome.found) if (this.#setup.report(item)) account.addFinding(item.finding)
  }

  #note(outcome: Outcome): void {
    this.#problems.push(...outcome.problems.map(({ path, reason }) => `${path}: ${reason}`))
    this.#setup.account(outcome)
  }

  #write(): void {
    this.#setup.states.write(this.#repository, this.#resources)
  }
}

/** From where new things count. */
function unread({ isFinished: _isFinished, ...position }: Position): Position {
  return position
}
