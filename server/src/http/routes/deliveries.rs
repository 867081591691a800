//! Operations of deliveries.

use crate::http::deliveries::{
    AttemptList, CancelledDeliveries, CauseList, DeliveryList, QueueCounts, ReplayedDeliveries,
    cancel_deliveries, cancel_delivery, count_deliveries, list_attempts, list_causes,
    list_deliveries, replay_deliveries, replay_delivery,
};
use crate::http::openapi::{Operation, get, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/deliveries",
            list_deliveries,
            "Deliveries, by form, connector, response and status",
        )
        .answers::<DeliveryList>("A page of deliveries"),
        get(
            "/deliveries/causes",
            list_causes,
            "Why deliveries were given up, the most frequent first",
        )
        .answers::<CauseList>("At most 200 causes"),
        get(
            "/deliveries/counts",
            count_deliveries,
            "How many deliveries are on their way or were given up, by connector",
        )
        .answers::<QueueCounts>("The counts"),
        post(
            "/deliveries/replay",
            replay_deliveries,
            "Tries dead or cancelled deliveries again",
        )
        .answers_as::<ReplayedDeliveries>(202, "They are tried"),
        post(
            "/deliveries/cancel",
            cancel_deliveries,
            "Calls off the deliveries of a form or connector that were not written yet",
        )
        .answers::<CancelledDeliveries>("They are called off")
        .refuses(422, &["no_scope"]),
        get(
            "/deliveries/{response}/{target}/attempts",
            list_attempts,
            "Each attempt of a delivery, and what was said",
        )
        .answers::<AttemptList>("The attempts"),
        post(
            "/deliveries/{response}/{target}/replay",
            replay_delivery,
            "Tries a delivery again that is dead or was cancelled",
        )
        .done_as(202, "It is tried")
        .finds(),
        post(
            "/deliveries/{response}/{target}/cancel",
            cancel_delivery,
            "Calls a delivery off that was not written yet",
        )
        .done("It is called off")
        .finds()
        .refuses(422, &["delivery_under_way"]),
    ]
}
