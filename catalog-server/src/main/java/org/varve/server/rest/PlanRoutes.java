// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.NoSuchPlanIdException;
import org.apache.iceberg.exceptions.NoSuchPlanTaskException;
import org.apache.iceberg.rest.PlanStatus;
import org.apache.iceberg.rest.requests.FetchScanTasksRequest;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.apache.iceberg.rest.responses.FetchPlanningResultResponse;
import org.apache.iceberg.rest.responses.FetchScanTasksResponse;
import org.apache.iceberg.rest.responses.PlanTableScanResponse;
import org.varve.server.rest.PlanService.Part;

/** Scan planning. A plan is complete when it is first answered: nobody has to wait or to poll. */
final class PlanRoutes {
  /** Longer ones do not fit into the path of a URL, and are left out: nobody needs them. */
  private static final int MAX_PLAN_ID = 2_000;

  private final TableService tables;
  private final MetadataFiles files;
  private final PlanService plans;

  PlanRoutes(TableService tables, MetadataFiles files, PlanService plans) {
    this.tables = tables;
    this.files = files;
    this.plans = plans;
  }

  void addTo(Map<Operation, RestHandler> handlers) {
    handlers.put(Operation.PLAN_SCAN, this::plan);
    handlers.put(Operation.FETCH_PLAN, this::fetchPlan);
    handlers.put(Operation.CANCEL_PLAN, this::cancel);
    handlers.put(Operation.FETCH_TASKS, this::fetchTasks);
  }

  private RestResponse plan(RestRequest request) {
    TableMetadata metadata = load(request);
    PlanTableScanRequest body = request.body(PlanTableScanRequest.class);
    body.validate();
    Optional<ScanPlan> plan = plans.start(metadata, body);
    Part part = plan.map(each -> plans.plan(metadata, each)).orElse(new Part(List.of(), List.of()));
    PlanTableScanResponse.Builder response =
        PlanTableScanResponse.builder(metadata.specsById()).withPlanStatus(PlanStatus.COMPLETED);
    plan.filter(each -> each.size() <= MAX_PLAN_ID)
        .ifPresent(each -> response.withPlanId(each.format()));
    if (!part.rest().isEmpty()) {
      response.withPlanTasks(texts(part));
    }
    return RestResponse.json(response.withFileScanTasks(part.tasks()).build());
  }

  private TableMetadata load(RestRequest request) {
    return files.loadTable(tables.loadPointer(request.table()));
  }

  private static List<String> texts(Part part) {
    return part.rest().stream().map(ScanPlan::format).toList();
  }

  private RestResponse fetchPlan(RestRequest request) {
    TableMetadata metadata = load(request);
    Part part = plans.plan(metadata, loadPlan(request, metadata));
    FetchPlanningResultResponse.Builder response =
        FetchPlanningResultResponse.builder(metadata.specsById())
            .withPlanStatus(PlanStatus.COMPLETED);
    if (!part.rest().isEmpty()) {
      response.withPlanTasks(texts(part));
    }
    return RestResponse.json(response.withFileScanTasks(part.tasks()).build());
  }

  private ScanPlan loadPlan(RestRequest request, TableMetadata metadata) {
    String planId = PathNames.decode(request.variable("plan-id"));
    return ScanPlan.find(planId)
        .filter(plan -> plans.isAlive(metadata, plan))
        .orElseThrow(() -> new NoSuchPlanIdException("Plan id does not exist: %s", planId));
  }

  /** There is nothing to stop, and nothing to forget. */
  private RestResponse cancel(RestRequest request) {
    loadPlan(request, load(request));
    return RestResponse.noContent();
  }

  private RestResponse fetchTasks(RestRequest request) {
    TableMetadata metadata = load(request);
    FetchScanTasksRequest body = request.body(FetchScanTasksRequest.class);
    body.validate();
    ScanPlan plan =
        ScanPlan.find(body.planTask())
            .filter(each -> plans.isAlive(metadata, each))
            .orElseThrow(
                () -> new NoSuchPlanTaskException("Plan task does not exist: %s", body.planTask()));
    Part part = plans.plan(metadata, plan);
    FetchScanTasksResponse.Builder response = FetchScanTasksResponse.builder(metadata.specsById());
    if (!part.rest().isEmpty()) {
      response.withPlanTasks(texts(part));
    }
    return RestResponse.json(response.withFileScanTasks(part.tasks()).build());
  }
}
