/** The model that the hub links by, from the project's folder. */
export const LINK_MODEL = 'assets/models/massachusetts.json';
