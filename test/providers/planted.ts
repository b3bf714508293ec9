import { plantedAws } from './planted-aws.ts'
import { plantedClouds } from './planted-clouds.ts'
import { plantedImporters, type PlantedImporter } from './planted-stores.ts'
import { plantedVault } from './planted-vault.ts'
import { plantedVendors } from './planted-vendors.ts'

/** All importers that can be made to read values that a test has planted. */
export const planted: readonly PlantedImporter[] = [
  ...plantedImporters,
  ...plantedAws,
  ...plantedClouds,
  plantedVault,
  ...plantedVendors,
]
