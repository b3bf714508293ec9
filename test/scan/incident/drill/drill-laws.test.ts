import { expect, test } from 'vitest'
import { drillFaultNames } from '../../../../src/providers/drill/drill-fault.ts'
import { drillProviders } from '../../../../src/providers/drill/drill-providers.ts'
import { drill, expectLawful, faultsOf, playbooksFor } from './drill-matrix.ts'

test.for(drillProviders.map((provider) => [provider.id, provider] as const))(
  '%s: with each playbook and each fault nothing is claimed that is not so, and nothing done twice',
  async ([, provider]) => {
    for (const playbook of playbooksFor(provider)) {
      for (const names of [[], ...drillFaultNames.map((name) => [name])]) {
        const played = await drill(provider, playbook, faultsOf(...names))
        const where = `${playbook}, ${names.join() || 'no fault'}`
        try {
          expectLawful(played)
        } catch (error) {
          throw new Error(where, { cause: error })
        }
        const { verdict } = played.transcript
        if (names[0] === 'accepted-but-alive') expect(verdict, where).toBe('alive')
        if (names[0] === 'forbidden') expect(verdict, where).not.toBe('proven')
      }
    }
  },
)
