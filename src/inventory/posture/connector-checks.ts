import { audiencesOf, type Connector, type Validation } from './connector.ts'
import type { PostureCheck } from './posture-check.ts'
import { practices } from './practice.ts'

/** Looks at one connector as it is declared. */
export interface ConnectorCheck extends PostureCheck {
  /** @returns what shows it, or nothing */
  readonly tell: (connector: Connector) => string | undefined
}

/** A connector that takes its callers' tokens must not hand them on (MCP authorization, "Token Passthrough"). */
export const connectorChecks: readonly ConnectorCheck[] = [
  {
    id: 'connector-passes-tokens-through',
    title: 'A connector hands its callers’ tokens on',
    severity: 'critical',
    practice: practices.noPassthrough,
    remedy: 'Let it take only tokens meant for itself, and get a token of its own for what it calls: exchange (RFC 8693) or a client credential.',
    tell: ({ forwardsToken }) =>
      forwardsToken === 'passthrough' ? 'forwardsToken is passthrough' : undefined,
  },
  unvalidated('signature', 'critical', 'whether its issuer made a token', 'Verify the signature under the issuer’s published keys, with the algorithm fixed by configuration (RFC 8725, 3.1).'),
  unvalidated('issuer', 'high', 'who issued a token', 'Compare `iss` with the configured issuers, exactly (RFC 9068, 4).'),
  unvalidated('audience', 'high', 'for whom a token is meant', 'Refuse any token whose `aud` does not name this connector (RFC 8725, 3.9; RFC 8707).'),
  unvalidated('scope', 'high', 'what a token allows', 'Ask each action’s own scope of the token before acting.'),
  unvalidated('expiry', 'high', 'whether a token has ended', 'Refuse a token without `exp`, and one whose `exp` has passed.'),
  {
    id: 'connector-without-audience',
    title: 'A connector declares no audience',
    severity: 'high',
    practice: practices.noPassthrough,
    remedy: 'Declare its own address as audience, and let clients ask for tokens with it as `resource` (RFC 8707).',
    tell: (connector) => (audiencesOf(connector).length === 0 ? 'audience is not set' : undefined),
  },
  {
    id: 'connector-without-issuer',
    title: 'A connector declares no issuer',
    severity: 'high',
    practice: practices.noPassthrough,
    remedy: 'Declare whose tokens it takes, one entry for each issuer.',
    tell: ({ issuers = [] }) => (issuers.length === 0 ? 'issuers are not set' : undefined),
  },
  {
    id: 'connector-scope-wildcard',
    title: 'A connector asks for every scope, or for none',
    severity: 'medium',
    practice: practices.leastPrivilege,
    remedy: 'Name the scopes that its actions need, and split what users, agents and services may do.',
    tell: ({ scopes = [] }) => {
      if (scopes.length === 0) return 'scopes are not set'
      const wild = scopes.filter((scope) => /\*|^(?:all|admin|full[-_ ]?access|\.default)$/i.test(scope))
      return wild.length === 0 ? undefined : `scopes hold ${wild.join(', ')}`
    },
  },
] // prettier-ignore

function unvalidated(
  what: Validation,
  severity: 'critical' | 'high',
  question: string,
  remedy: string,
): ConnectorCheck {
  return {
    id: `connector-ignores-${what}`,
    title: `A connector does not check ${question}`,
    severity,
    practice: practices.noPassthrough,
    remedy,
    tell: ({ validates = [] }) =>
      validates.includes(what)
        ? undefined
        : `validates ${validates.length === 0 ? 'is not set' : `has only ${validates.join(', ')}`}`,
  }
}
