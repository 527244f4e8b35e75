//! Closed classes of words that the recognisers ask about. All are lower case with straight apostrophes.

use super::words::one_of;

/// Words after which a full stop ends no sentence.
pub(super) fn is_abbreviation(w: &str) -> bool {
    one_of!(
        w,
        "dr mr mrs ms prof st ave rd blvd no nr vs e.g i.e jr sr inc ltd co dept approx tel ph feat ft vol \
         jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun str hr \
         hrs e g i"
    )
}

/// Articles, possessives and their like.
pub(super) fn is_determiner(w: &str) -> bool {
    one_of!(w, "a an the this that these those my our your his her its their some any all each every no another one")
}

/// Words that bind others and name nothing.
pub(super) fn is_function_word(w: &str) -> bool {
    is_determiner(w)
        || is_preposition(w)
        || one_of!(
            w,
            "and or but nor so yet if when where while who whose which what how why because as than then also not \
         is are was were be been being am has have had do does did will would can could should shall may \
         might must i you he she it we they them us me there here it's i'm we're let's that's please just \
         only such other both more most additionally specifically overall finally however moreover \
         furthermore whether"
        )
}

/// Sizes of paper, which are also models of cars and roads.
pub(super) fn is_paper_size(w: &str) -> bool {
    one_of!(w, "a2 a3 a4 a5 a6")
}

/// Prepositions.
pub(super) fn is_preposition(w: &str) -> bool {
    one_of!(
        w,
        "of in on at by for from to with without about into onto over under through throughout during before \
         after until till since between among against near via per within across around along towards toward \
         upon off up out like including inside outside behind beyond beside besides amid regarding"
    )
}

/// Verbs that address the designer: what they open is an instruction, and they are never part of a name.
pub(super) fn is_instruction(w: &str) -> bool {
    one_of!(
        w,
        "create design make generate produce draw build craft develop prepare compose promote advertise \
         announce showcase highlight emphasize emphasise include encourage provide offer use add feature show \
         display depict illustrate convey ensure mention put place write incorporate invite inform remind \
         state list combine keep avoid target focus introduce celebrate raise inspire motivate present need \
         want give set consider think reflect express share support attract specify communicate capture \
         suggest evoke stress underline direct invoke leave"
    )
}

/// Verbs that a design says to its reader: what they open may be a call to action.
pub(super) fn is_reader_verb(w: &str) -> bool {
    one_of!(
        w,
        "shop buy order book reserve join register subscribe start try visit call donate learn discover \
         explore get find download apply rsvp swipe tap click read watch listen see save claim redeem sign \
         enroll enrol follow contact come taste upgrade hurry grab enter vote volunteer give play meet drop \
         travel go play! reach consult accept attend request schedule check"
    )
}

/// What a design is, as people name it: no such word is shown.
pub(super) fn is_medium(w: &str) -> bool {
    one_of!(
        w,
        "ad ads advert advertisement advertisements advertising poster flyer flier leaflet brochure banner \
         billboard thumbnail cover post story stories reel card invitation invite invitations logo ticket \
         coupon voucher certificate graphic image picture design layout template slide presentation header \
         frame announcement label sign signage sticker magazine newsletter infographic illustration postcard \
         handout menu artwork visual creative promo cards posters flyers logotype skyscraper leaderboard"
    )
}

/// Services and sites that a design is made for, never about.
pub(super) fn is_platform(w: &str) -> bool {
    one_of!(
        w,
        "facebook instagram youtube linkedin tiktok twitter pinterest whatsapp snapchat ebay etsy amazon \
         google canva insta ig fb telegram reddit twitch x.com youtuber instagram's facebook's youtube's \
         bluesky mastodon powerpoint spotify"
    )
}

/// Letters that stand for common things, not for a name.
pub(super) fn is_acronym(w: &str) -> bool {
    one_of!(
        w,
        "ai ar vr xr 3d 2d diy ui ux cv cvs cta faq led usa uk eu us tv hr it pdf qr vip rsvp lgbt lgbtq ngo \
         ceo seo am pm url logo bbq gps cd dvd lp pc suv ev id ok asap diys iot api saas b2b b2c crm usb nft \
         nfts ngo pta stem gen z y2k ad ads rgb cmyk hd rpg tba tbc atm gym spa"
    )
}

/// Capitalised now and then, and still no name on their own.
pub(super) fn is_common_capital(w: &str) -> bool {
    one_of!(
        w,
        "spring summer autumn fall winter season email e-mail website web phone tel date time location \
         address venue price tickets ticket doors text title headline subtitle subject name call contact info \
         information details note colors colours color colour style theme tone format size cta tagline slogan \
         message sale free new best good luck happy merry welcome join shop order book visit internet english \
         god greeting greetings entry admission weekend north south east west hello hi thanks thank code \
         discount offer gift story number no retro gothic minimalist art deco modern vintage catholic \
         christian jewish muslim bible metaverse image background main bold elegant playful warm calm \
         energetic tiktoker limited only today tonight tomorrow friends family t-shirt t-shirts"
    )
}

/// Peoples and languages, which describe rather than name.
pub(super) fn is_demonym(w: &str) -> bool {
    one_of!(
        w,
        "american african asian european italian mexican french german spanish british english irish scottish \
         welsh dutch danish swedish norwegian finnish polish czech greek turkish russian ukrainian chinese \
         japanese korean thai vietnamese indian hindu islamic buddhist catholic christian jewish muslim \
         arabic persian moroccan egyptian brazilian argentinian canadian australian bavarian swiss austrian \
         belgian portuguese scandinavian nordic mediterranean caribbean hawaiian cuban peruvian latin latino \
         hispanic victorian georgian hungarian romanian bulgarian croatian lebanese israeli ethiopian \
         nigerian kenyan filipino indonesian balinese celtic roman parisian western eastern northern southern \
         oriental bauhaus baroque renaissance memphis colombian sicilian tuscan texan"
    )
}

/// Countries, continents and well-known cities: a topic, unless an event takes place there.
pub(super) fn is_geography(w: &str) -> bool {
    one_of!(
        w,
        "europe asia africa america australia antarctica france germany italy spain portugal greece turkey \
         ukraine russia poland sweden norway denmark finland iceland ireland scotland wales england britain \
         netherlands belgium switzerland austria hungary croatia mexico canada brazil argentina peru chile \
         colombia cuba jamaica japan china korea india thailand vietnam indonesia bali egypt morocco kenya \
         israel dubai qatar london paris rome venice milan florence berlin munich hamburg vienna madrid \
         barcelona lisbon athens amsterdam rotterdam brussels copenhagen stockholm oslo helsinki dublin \
         edinburgh prague budapest warsaw kyiv kiev moscow istanbul tokyo kyoto seoul beijing shanghai \
         singapore sydney melbourne toronto vancouver montreal chicago boston seattle miami vegas hollywood \
         california texas florida hawaii york alps himalayas sahara amazonia mediterranean scandinavia arctic \
         new los angeles san francisco earth mars eiffel tower uk usa eu ethiopia \
         nigeria ghana senegal tanzania uganda rwanda tunisia algeria lebanon oman kuwait bahrain iran iraq \
         pakistan bangladesh nepal bhutan malaysia philippines taiwan cambodia laos mongolia kazakhstan armenia \
         romania bulgaria serbia slovenia slovakia czechia estonia latvia lithuania luxembourg malta cyprus albania \
         ecuador bolivia uruguay paraguay venezuela panama guatemala nicaragua honduras zealand madagascar botswana \
         namibia zimbabwe zambia haiti bahamas barbados fiji maldives andes patagonia costa rica sri lanka tuscany provence bavaria andalusia"
    )
}

/// Nouns that end the name of a venue.
pub(super) fn is_venue_noun(w: &str) -> bool {
    one_of!(
        w,
        "hall studio studios park church museum theatre theater centre center house gallery arena stadium \
         garden gardens library school hotel bar café cafe club beach pier square university college campus \
         auditorium boathouse warehouse barn chapel cathedral temple room rooms lounge pavilion plaza market \
         mall gym expo farm restaurant pub brewery winery castle palace academy institute clinic hospital zoo \
         ballroom courtyard rooftop harbour harbor dock quay lake forest town terrace cinema opera playground \
         field yard greenhouse arcade shop store kitchen bakery district"
    )
}

/// Suffixes and short forms of streets.
pub(super) fn is_street(w: &str) -> bool {
    one_of!(
        w,
        "st street ave avenue road rd lane ln drive dr blvd boulevard square sq way court ct place pl terrace \
         quay highway hwy parkway pkwy row alley walk crescent gardens plaza mews wharf embankment \
         route state circle trail cres close gdns straße strasse str platz allee gade vej gata laan straat calle via rue"
    )
}

/// Nouns for whoever a brief is for: "a bakery called …", "the studio's name".
pub(super) fn is_enterprise(w: &str) -> bool {
    one_of!(
        w,
        "store shop pub brand company agency restaurant café cafe bar bakery business organization organisation \
         clinic salon studio channel club church school firm startup boutique hotel gym farm market gallery \
         center centre spa charity foundation service retailer"
    )
}

/// Whether `w` is a holiday on its own.
pub(super) fn is_holiday(w: &str) -> bool {
    one_of!(
        w,
        "easter christmas xmas halloween thanksgiving diwali hanukkah chanukah ramadan eid holi oktoberfest \
         kwanzaa purim passover pentecost advent carnival juneteenth lent epiphany midsummer nowruz vesak \
         hogmanay valentine's yuletide"
    )
}

/// What a house puts on, rather than is called.
pub(super) fn is_put_on(w: &str) -> bool {
    super::subject::is_occasion(w) || one_of!(w, "walk run season showcase collection retreat weekend gala marathon")
}

/// Nouns that end the name of a venue or a street.
pub(super) fn is_place_noun(w: &str) -> bool {
    is_venue_noun(w) || is_street(w)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_addressed_decides_what_a_verb_is() {
        assert!(is_instruction("create") && !is_reader_verb("create"));
        assert!(is_reader_verb("shop") && !is_instruction("shop"));
    }
}
