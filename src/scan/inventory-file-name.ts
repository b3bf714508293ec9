/** Where an inventory lies by default, beside the configuration. */
export const inventoryFileName = 'stanch-inventory.yaml'
