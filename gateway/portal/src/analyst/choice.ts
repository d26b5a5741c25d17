/** What an analyst clicked together, and what it means in the words of Bulk Data. */
export interface Choice {
  policy: Policy;
  kinds: string[];
  /** A day as the browser's date field gives it; "" for all there is. */
  since: string;
  format: 'ndjson' | 'parquet';
}

export const POLICIES = ['safe-harbor', 'research-shifted', 'limited-dataset'] as const;
export type Policy = (typeof POLICIES)[number];

/** What analysts ask for most; everything else is one of the interface's `_type`s. */
export const KINDS = [
  'Patient',
  'Condition',
  'Observation',
  'Encounter',
  'Procedure',
  'MedicationRequest',
  'Immunization',
  'AllergyIntolerance',
  'DiagnosticReport',
];

export const FIRST: Choice = {
  policy: 'safe-harbor',
  kinds: ['Patient', 'Condition', 'Observation'],
  since: '',
  format: 'parquet',
};

const FORMATS = { ndjson: 'application/fhir+ndjson', parquet: 'parquet' };

/** The query of `$export`. */
export function exportQuery(choice: Choice): string {
  const parts = [
    `_type=${choice.kinds.map(encodeURIComponent).join(',')}`,
    `_outputFormat=${FORMATS[choice.format].replace('+', '%2B')}`,
    `_deidentify=${choice.policy}`,
  ];
  if (choice.since) {
    parts.push(`_since=${choice.since}T00:00:00Z`);
  }
  return parts.join('&');
}

/** One line of a cohort's chart: how many, or fewer than the threshold. */
export interface Bar {
  label: string;
  count?: number;
  below?: number;
}
