import { expect } from '@playwright/test'
import { test } from './desktop.ts'

/** For documentation (RFC 5737): no host has it, and none is asked. */
const PUBLIC = '203.0.113.7'

test('a public host gets no load until its name was typed, and the plan stays as it is', async ({
  desktop
}) => {
  const { page } = desktop
  await page.getByRole('button', { name: 'Write my own test' }).click()
  const target = page.getByLabel('Target base URL')
  await target.fill(`http://${PUBLIC}`)
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Load a public host?' })
  await expect(dialog).toContainText(PUBLIC)
  const confirm = dialog.getByRole('button', { name: 'Allow this host' })
  const typed = dialog.getByRole('textbox')
  await expect(typed).toBeFocused()
  await expect(confirm).toBeDisabled()
  await typed.fill('203.0.113.8')
  await typed.press('Enter')
  await expect(confirm).toBeDisabled()
  await typed.fill(PUBLIC)
  await expect(confirm).toBeEnabled()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(
    page.getByText(`${PUBLIC} is a public host, which gets load only when you allow it.`)
  ).toBeVisible()
  await expect(target).toHaveValue(`http://${PUBLIC}`)
  const { items } = await desktop.invoke('history.list', { search: '', status: null, limit: 1, cursor: null })
  expect(items).toEqual([])
})
