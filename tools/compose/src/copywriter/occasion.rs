//! What kind of occasion a brief is about: it decides which stock phrases fit.

use design::Brief;

use super::phrase::{fold, holds};

/// A kind of occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    Sympathy,
    Thanks,
    Congratulation,
    Greeting,
    Mark,
    BusinessCard,
    Hiring,
    Review,
    Gift,
    Quote,
    Video,
    Sale,
    Wedding,
    Party,
    Class,
    Event,
    Cause,
    Opening,
    Travel,
    Food,
    Service,
    Product,
    Plain,
}

impl Occasion {
    /// Tells the occasion by the words of the brief, the surest first.
    pub(super) fn of(brief: &Brief) -> Self {
        let text = fold(&brief.text);
        let subject = brief.subject.as_deref().map(fold).unwrap_or_default();
        let any = |words: &[&str]| words.iter().any(|w| holds(&text, w));
        let about = |words: &[&str]| words.iter().any(|w| holds(&subject, w));
        let card = any(&["card", "greeting", "post", "greetings"]);
        let sale = about(&["sale", "discount", "special offer", "offer"])
            || any(&["sale", "discount", "% off", "coupon", "voucher"]);
        match () {
            () if any(&["sympathy", "condolences"]) => Self::Sympathy,
            () if any(&["thank you card", "thank you message", "thank you poster", "thank you note", "thank-you"]) => {
                Self::Thanks
            }
            () if any(&["congratulate", "congratulations"]) => Self::Congratulation,
            () if any(&["business card", "visiting card"]) => Self::BusinessCard,
            () if any(&["logo", "logotype"]) && !any(&["company logo", "company's logo", "include company logo"]) => {
                Self::Mark
            }
            () if any(&["recruiting", "recruitment", "job vacancy", "hiring", "open positions", "vacancy"]) => {
                Self::Hiring
            }
            () if any(&["testimonial", "review from", "tourist review", "customer review"]) => Self::Review,
            () if any(&["gift certificate", "gift voucher", "gift card"]) && !about(&["sale"]) => Self::Gift,
            () if any(&["quote", "quotation", "saying", "proverb", "bible verse"])
                && !any(&["get a quote", "free quote"]) =>
            {
                Self::Quote
            }
            () if any(&["video", "youtube", "vlogger", "tutorial", "episode"])
                && !about(&["festival", "store", "service"]) =>
            {
                Self::Video
            }
            () if card
                && !sale
                && any(&[
                    "greeting",
                    "greetings",
                    "wish",
                    "wishes",
                    "celebrate",
                    "celebration",
                    "card to convey",
                    "good luck card",
                    "valentine's day card",
                    "birthday card",
                ])
                && !any(&["invitation", "event"]) =>
            {
                Self::Greeting
            }
            () if any(&["wedding"]) && any(&["invitation", "rehearsal", "save the date"]) => Self::Wedding,
            () if about(&["opening"]) => Self::Opening,
            () if about(&["party", "birthday"])
                || any(&["birthday party"])
                || any(&["birthday"]) && any(&["invitation", "invite", "invited"]) =>
            {
                Self::Party
            }
            () if about(&["fair", "festival", "show", "seminar", "conference", "concert", "exhibition", "expo"])
                && !about(&["sale"]) =>
            {
                if about(&["seminar"]) {
                    Self::Class
                } else {
                    Self::Event
                }
            }
            () if sale => Self::Sale,
            () if any(&[
                "course",
                "courses",
                "class",
                "workshop",
                "seminar",
                "training",
                "masterclass",
                "lecture",
                "lecture series",
            ]) =>
            {
                Self::Class
            }
            () if about(&["show", "live", "ride", "hunt", "mass", "night market"]) => Self::Event,
            () if any(&[
                "event",
                "events",
                "festival",
                "fair",
                "concert",
                "exhibition",
                "conference",
                "auction",
                "expo",
                "screening",
                "discussion",
                "invitation",
            ]) && !any(&["similar event"]) =>
            {
                Self::Event
            }
            () if any(&[
                "live at",
                "doors",
                "dj",
                "djs",
                "gig",
                "live music",
                "line-up",
                "lineup",
                "techno",
                "b2b",
            ]) =>
            {
                Self::Event
            }
            () if any(&["awareness", "war", "conservation", "charity", "climate", "ukraine", "nature"]) => Self::Cause,
            () if any(&["travel", "trip", "tour", "tours", "cruise", "vacation", "vacations"]) => Self::Travel,
            () if any(&[
                "food",
                "recipe",
                "breakfast",
                "lunch",
                "pizza",
                "restaurant",
                "cafe",
                "café",
                "bakery",
                "dish",
                "coffee",
                "tacos",
            ]) && !any(&["repair", "repair café", "pet", "book"]) =>
            {
                Self::Food
            }
            () if about(&["service", "services", "agency", "company", "clinic", "salon", "insurance", "software"]) => {
                Self::Service
            }
            () if any(&[
                "store",
                "shop",
                "product",
                "products",
                "brand",
                "collection",
                "sell",
                "sells",
                "selling",
                "launch",
                "equipment",
            ]) =>
            {
                Self::Product
            }
            () => Self::Plain,
        }
    }
}
