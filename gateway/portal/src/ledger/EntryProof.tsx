import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Loading, Problem } from '../app/Page.tsx';
import type { LedgerClient } from './client.ts';
import { ProofResult } from './ProofResult.tsx';
import type { Policy } from './policy.ts';
import { parseReceipt } from './receipt.ts';

interface EntryProofProps {
  ledger: LedgerClient;
  policy: Policy;
  place: { index: number } | { digest: string };
}

/** Fetches the receipt of one entry and checks it here. */
export function EntryProof({ ledger, policy, place }: EntryProofProps) {
  const { t } = useTranslation();
  const receipt = useQuery({
    queryKey: ['receipt', place],
    queryFn: async ({ signal }) => parseReceipt(await ledger.receipt(place, signal)),
    retry: false,
  });
  if (receipt.isPending) {
    return <Loading label={t('explorer.checking')} />;
  }
  return receipt.isError ? (
    <Problem error={receipt.error} onRetry={() => receipt.refetch()} />
  ) : (
    <ProofResult receipt={receipt.data} policy={policy} />
  );
}
