import { Button, Stack, Text } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, Outlet, Route, Routes, useLocation, useNavigate } from 'react-router';
import { AccessLogPage } from '../audit/AccessLogPage.tsx';
import { useConsents } from '../consent/consents.ts';
import { FinishPage } from '../consent/FinishPage.tsx';
import { InboxPage } from '../consent/InboxPage.tsx';
import { SharingPage } from '../consent/SharingPage.tsx';
import { FhirProvider } from '../fhir/Fhir.tsx';
import { KeyRing } from '../keys/KeyRing.tsx';
import { LiveProvider } from '../live/Live.tsx';
import { ApplyPage } from '../membership/ApplyPage.tsx';
import { PeoplePage } from '../people/PeoplePage.tsx';
import { CompleteNotice } from '../profile/CompleteNotice.tsx';
import { ProfilePage } from '../profile/ProfilePage.tsx';
import { useTasks } from '../proposals/useTasks.ts';
import { LandingPage, SignedInPage } from '../session/LandingPage.tsx';
import { useSession } from '../session/Session.tsx';
import { safeReturn } from '../session/signIn.ts';
import { Approved } from '../session/WaitingPage.tsx';
import { HomePage } from './HomePage.tsx';
import { Loading, Page } from './Page.tsx';
import { Shell } from './Shell.tsx';

// Its list of 2,048 backup words is not needed to answer a request.
const CohortsPage = lazy(() => import('../analyst/CohortsPage.tsx'));
const ExportsPage = lazy(() => import('../analyst/ExportsPage.tsx'));
const ExplorerPage = lazy(() => import('../ledger/ExplorerPage.tsx'));
const DocumentsPage = lazy(() => import('../documents/DocumentsPage.tsx'));
const KeysPage = lazy(() => import('../keys/KeysPage.tsx'));

export function App() {
  const navigate = useNavigate();
  const arrive = useCallback(
    (returnTo: unknown) => navigate(safeReturn(returnTo), { replace: true }),
    [navigate],
  );
  return (
    <Routes>
      <Route path="/signed-in" element={<SignedInPage onDone={arrive} />} />
      <Route path="*" element={<Inside />} />
    </Routes>
  );
}

function Inside() {
  const { person } = useSession();
  const { pathname, search } = useLocation();
  if (!person) {
    return <LandingPage returnTo={safeReturn(pathname + search)} />;
  }
  const pages = (
    <FhirProvider>
      <LiveProvider>
        {person.kind === 'patient' && person.fhirUser ? (
          <PatientPages patient={person.fhirUser} />
        ) : (
          <StaffPages />
        )}
      </LiveProvider>
    </FhirProvider>
  );
  return person.applies ? <Approved>{pages}</Approved> : pages;
}

function PatientPages({ patient }: { patient: string }) {
  return (
    <KeyRing patient={patient}>
      <Routes>
        <Route element={<PatientFrame patient={patient} />}>
          <Route index element={<Navigate to="/inbox" replace />} />
          <Route path="inbox" element={<InboxPage patient={patient} />} />
          <Route path="requests/:id" element={<Navigate to="/inbox" replace />} />
          <Route path="requests/:id/finish" element={<FinishPage />} />
          <Route path="sharing" element={<SharingPage patient={patient} />} />
          <Route path="people" element={<PeoplePage patient={patient} />} />
          <Route path="log" element={<AccessLogPage patient={patient} />} />
          <Route path="keys" element={<KeysPage />} />
          <Route path="apply" element={<ApplyPage />} />
          <Route path="profile" element={<ProfilePage patient={patient} />} />
          <Route path="explorer" element={<ExplorerPage />} />
          <Route path="*" element={<NoSuchPage />} />
        </Route>
      </Routes>
    </KeyRing>
  );
}

function StaffPages() {
  return (
    <Routes>
      <Route element={<Framed />}>
        <Route index element={<Navigate to="/home" replace />} />
        <Route path="home" element={<HomePage />} />
        <Route path="documents" element={<DocumentsPage />} />
        <Route path="analyst/exports" element={<ExportsPage />} />
        <Route path="analyst/cohorts" element={<CohortsPage />} />
        <Route path="explorer" element={<ExplorerPage />} />
        <Route path="*" element={<NoSuchPage />} />
      </Route>
    </Routes>
  );
}

function PatientFrame({ patient }: { patient: string }) {
  const requests = useConsents(patient, 'proposed').data?.requests.length ?? 0;
  const tasks = useTasks(patient).data;
  return (
    <Framed
      waiting={requests + (tasks?.proposals.length ?? 0) + (tasks?.emergencies.length ?? 0)}
      above={<CompleteNotice patient={patient} />}
    />
  );
}

function Framed({ waiting, above }: { waiting?: number; above?: ReactNode }) {
  return (
    <Shell waiting={waiting}>
      {above}
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
    </Shell>
  );
}

function NoSuchPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('notFound.title')}>
      <Stack align="flex-start">
        <Text>{t('notFound.text')}</Text>
        <Button component={Link} to="/">
          {t('notFound.home')}
        </Button>
      </Stack>
    </Page>
  );
}
