// What the tests of the wizard and of connections have in common.
export const sandbox = JSON.parse(process.env.VMTO_SANDBOX ?? '{}');

export const next = (page) => page.getByRole('button', {name: 'Next'});
export const heading = (page, name) => page.getByRole('heading', {level: 2, name});
