// What the tests of the wizard and of connections have in common.
export const sandbox = JSON.parse(process.env.VMTO_SANDBOX ?? '{}');

export const next = (page) => page.getByRole('button', {name: 'Next'});
export const heading = (page, name) => page.getByRole('heading', {level: 2, name});

/** Shows the same screen in another language and theme, as after a reload. */
export async function dress(page, language, theme) {
  await page.evaluate(([language, theme]) => {
    localStorage.setItem('vmto.language', language);
    localStorage.setItem('vmto.theme', theme);
  }, [language, theme]);
  await page.reload();
  await page.locator(`html[lang="${language}"]`).waitFor();
}
