import { expect, test } from 'vitest'
import { openInventory } from '../../src/scan/open-inventory.ts'

test.for(['postgres://127.0.0.1:1/x', 'postgresql://127.0.0.1:1/x', 'POSTGRES://127.0.0.1:1/x'])(
  '%s is a database',
  async (store) => {
    const place = { store, tenant: undefined, directory: '/' }
    await expect(openInventory(place)).rejects.toMatchObject({ code: 'STORE_TENANT_MISSING' })
  },
)
