//! Response times for supervisors.

use axum::{
    Json,
    extract::{RawQuery, State},
    http::HeaderMap,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::{
        App, period,
        refusal::{Problem, Refusal},
        session,
    },
    kernel::{Kind, Timestamp, terms::Milestone},
    statistics::{
        query::{MILESTONES, count},
        response_times::{DEFINITION_VERSION, Figure, Span},
    },
};

/// Response times of an area.
#[derive(Serialize, ToSchema)]
pub struct ResponseTimes {
    /// Version of the definition (DOMAIN 2C).
    definition_version: u32,
    /// Start of the cohort.
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
    /// End of the cohort, exclusive.
    #[schema(value_type = String, format = DateTime)]
    to: Timestamp,
    /// Instant up to which running cases were counted.
    #[schema(value_type = String, format = DateTime)]
    counted_at: Timestamp,
    /// By province.
    provinces: Vec<ProvinceView>,
    /// The whole area.
    total: FiguresView,
}

/// One province.
#[derive(Serialize, ToSchema)]
pub struct ProvinceView {
    /// Code; null where the place is not known.
    province: Option<String>,
    /// Name.
    name: Option<String>,
    /// Its figures.
    #[serde(flatten)]
    figures: FiguresView,
}

/// Figures per milestone.
#[derive(Serialize, ToSchema)]
pub struct FiguresView {
    /// A process figure, never called response time.
    acknowledged: FigureView,
    /// The response time.
    first_contact: FigureView,
}

/// One figure with what stands beside it.
#[derive(Serialize, ToSchema)]
pub struct FigureView {
    /// Cases that count.
    n: usize,
    /// Reached by the deadline.
    in_time: usize,
    /// Reached after it.
    late: usize,
    /// Due, not reached.
    missed_so_far: usize,
    /// Not yet due; never counted as good.
    running: usize,
    /// Left out: confirmed spam, tests. Drills are not counted at all: see `/oversight/drills`.
    excluded: usize,
    /// Written down too late for the stated time to count.
    recorded_late: usize,
    /// Denied by the reporter; not in time until the office above decides.
    disputed: usize,
    /// Closed, and opened again within 30 days or because it became dangerous.
    came_back: usize,
    /// In time / (in time + late + missed so far).
    share_in_time: Option<f64>,
    /// Minutes.
    median: Option<SpanView>,
    /// Minutes.
    p90: Option<SpanView>,
    /// Minutes.
    longest: Option<SpanView>,
    /// Some cases are running: the figure will change.
    provisional: bool,
}

/// A span, possibly of a wait that has not ended.
#[derive(Serialize, ToSchema)]
pub struct SpanView {
    /// Minutes.
    minutes: i64,
    /// The wait goes on: it is more than this.
    more_than: bool,
}

impl From<&Span> for SpanView {
    fn from(span: &Span) -> Self {
        Self { minutes: span.elapsed.num_minutes(), more_than: span.more_than }
    }
}

impl From<&Figure> for FigureView {
    #[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^52")]
    fn from(figure: &Figure) -> Self {
        Self {
            n: figure.n,
            in_time: figure.in_time,
            late: figure.late,
            missed_so_far: figure.missed_so_far,
            running: figure.running,
            excluded: figure.excluded,
            recorded_late: figure.recorded_late,
            disputed: figure.disputed,
            came_back: figure.came_back,
            share_in_time: figure.share_in_time.as_ref().map(|share| share.in_time as f64 / share.of as f64),
            median: figure.median.as_ref().map(Into::into),
            p90: figure.p90.as_ref().map(Into::into),
            longest: figure.longest.as_ref().map(Into::into),
            provisional: figure.provisional,
        }
    }
}

/// Counts response times of the caller's area.
#[utoipa::path(get, path = "/api/v1/oversight/response-times", operation_id = "responseTimes", tag = "oversight", security(("session" = [])),
    params(("from" = Option<String>, Query, description = "first day, YYYY-MM-DD"), ("to" = Option<String>, Query, description = "last day")),
    responses((status = 200, body = ResponseTimes), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn response_times(State(ctx): State<App>, headers: HeaderMap, RawQuery(query): RawQuery) -> Result<Json<ResponseTimes>, Refusal> {
    let (by, _) = session::staff(&ctx, &headers).await?;
    let by = by.supervisor()?;
    let period = period::asked(query.as_deref(), ctx.clock.now())?;
    let counted = count(&ctx, &by, period).await?;
    let figures = |map: &std::collections::BTreeMap<Milestone, Figure>| {
        let of = |milestone| map.get(&milestone).map(FigureView::from).ok_or_else(|| Refusal::new(Kind::Internal, "internal"));
        let [acknowledged, first_contact] = MILESTONES;
        Ok::<_, Refusal>(FiguresView { acknowledged: of(acknowledged)?, first_contact: of(first_contact)? })
    };
    let mut provinces = Vec::new();
    for row in &counted.provinces {
        let name = row.province.as_ref().and_then(|code| ctx.places.province(code)).map(|province| province.full_name.to_string());
        provinces.push(ProvinceView { province: row.province.as_ref().map(ToString::to_string), name, figures: figures(&row.figures)? });
    }
    Ok(Json(ResponseTimes {
        definition_version: DEFINITION_VERSION,
        from: period.from,
        to: period.to,
        counted_at: counted.counted_at,
        provinces,
        total: figures(&counted.total)?,
    }))
}
