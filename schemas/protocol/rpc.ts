import type { AuditNotifications, AuditRequests } from './audit.ts';
import type { CiRequests } from './ci.ts';
import type { ConversionRequests } from './conversion.ts';
import type { DeploymentNotifications, DeploymentRequests } from './deployments.ts';
import type { ExecutionNotifications, ExecutionRequests } from './executions.ts';
import type { GateNotifications, GateRequests } from './gates.ts';
import type { InteropNotifications, InteropRequests } from './interop.ts';
import type { ManifestMakerRequests } from './manifest-makers.ts';
import type { PipelineNotifications, PipelineRequests } from './pipelines.ts';
import type { RegistryNotifications, RegistryRequests } from './registry.ts';
import type { HandshakeRequests, RunnerNotifications, RunnerRequests } from './runner.ts';
import type { ScheduleNotifications, ScheduleRequests } from './schedules.ts';
import type { StageMakerRequests } from './stage-makers.ts';
import type { SupervisionRequests } from './supervision.ts';
import type { SweepRequests } from './sweeps.ts';
import type { TrackingNotifications, TrackingRequests } from './tracking.ts';

/** Every message of the socket: one line here for a new feature. */
export type Requests = HandshakeRequests &
  RunnerRequests &
  SupervisionRequests &
  TrackingRequests &
  ExecutionRequests &
  PipelineRequests &
  StageMakerRequests &
  RegistryRequests &
  ManifestMakerRequests &
  ScheduleRequests &
  CiRequests &
  SweepRequests &
  GateRequests &
  AuditRequests &
  DeploymentRequests &
  ConversionRequests &
  InteropRequests;
export type Notifications = RunnerNotifications &
  TrackingNotifications &
  ExecutionNotifications &
  PipelineNotifications &
  ScheduleNotifications &
  RegistryNotifications &
  GateNotifications &
  AuditNotifications &
  DeploymentNotifications &
  InteropNotifications;

export type RequestName = keyof Requests;
export type NotificationName = keyof Notifications;
export type ParamsOf<M extends RequestName> = Requests[M]['params'];
export type ResultOf<M extends RequestName> = Requests[M]['result'];
