package dev.nudge.standalone.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The generated events of two weeks: each lead has a story, and some have something unusual. The same plan gives the
 * same events.
 */
final class DemoEvents {

    private static final List<String> QUESTIONS = List.of("Is it still available?", "Can I see it this week?",
            "What would it cost with delivery?", "Do you have it in another size?", "Could you call me back?",
            "Is there a discount for two?", "How long does it take?");
    private static final List<String> ANSWERS = List.of("Hi, yes it is. When would you like to come by?",
            "Of course, I will send you the details today.", "We can do that. Shall I call you tomorrow?");
    /** Text that a page must show as it is. */
    private static final List<String> MARKUP = List.of("<b>Is this bold?</b>", "<img src=x onerror=alert(1)>",
            "{{firstName}} and {{{event.data.body}}}", "<script>alert('Hello')</script>",
            "\"><svg onload=alert(1)> & <a href=\"javascript:alert(1)\">a link</a>");

    private final Plan plan;

    private DemoEvents(Plan plan) {
        this.plan = plan;
    }

    /** In the order of their instants. */
    static List<DemoEvent> of(Plan plan) {
        DemoEvents all = new DemoEvents(plan);
        List<DemoEvent> events = new ArrayList<>();
        for (int number = 0; number < Plan.LEADS; number++) {
            events.addAll(all.story(number).events());
        }
        events.addAll(UnreadableEvents.of(plan));
        events.sort(Comparator.comparing(DemoEvent::at));
        return events;
    }

    private Story story(int number) {
        Story story = new Story(plan, number);
        if (number == plan.throttledLead()) {
            story.beginAt(plan.now().minus(Duration.ofMinutes(2)));
            story.in(plan.zoneWithDaylight());
            story.created();
            return story;
        }
        if (number >= 100 && number < 106) {
            writesBeforeTheOutage(story, number);
            return story;
        }
        story.created();
        unusual(story, number);
        switch (number % 10) {
            case 0 -> isNotAnswered(story);
            case 1 -> isAnsweredLate(story);
            case 2 -> isAnswered(story);
            case 3 -> writesSeveralTimesAndBuys(story);
            case 4 -> doesNotAnswerAQuote(story);
            case 5 -> comesToSeeIt(story);
            case 6 -> isLost(story, number);
            case 7 -> callsInVain(story, number);
            case 8 -> hasAnOpenInvoice(story, number);
            default -> isACustomer(story);
        }
        if (number % 20 == 7) {
            story.after(Duration.ofHours(20)).writes("sms", number % 40 == 7 ? "STOP" : "Please take me off your list");
        }
        return story;
    }

    private static void isNotAnswered(Story story) {
        story.after(Duration.ofMinutes(25)).writes("sms", story.one(QUESTIONS));
    }

    private static void isAnsweredLate(Story story) {
        story.after(Duration.ofMinutes(40)).writes("sms", story.one(QUESTIONS));
        story.after(Duration.ofHours(30)).writes("sms", "Hello? I asked you something yesterday.");
        story.after(Duration.ofHours(4)).answered(story.one(ANSWERS));
        story.after(Duration.ofHours(1)).becomes("Contacted");
    }

    private static void isAnswered(Story story) {
        story.after(Duration.ofMinutes(15)).writes("whatsapp", story.one(QUESTIONS));
        story.after(Duration.ofHours(3)).answered(story.one(ANSWERS));
    }

    private static void writesSeveralTimesAndBuys(Story story) {
        story.after(Duration.ofMinutes(12)).writes("sms", story.one(QUESTIONS));
        story.after(Duration.ofMinutes(3)).writes("sms", story.one(QUESTIONS));
        story.after(Duration.ofHours(2)).answered(story.one(ANSWERS));
        story.after(Duration.ofHours(22)).becomes("Quoted");
        story.after(Duration.ofMinutes(5)).quoted(300 + story.below(4_000));
        story.after(Duration.ofHours(26)).writes("email", "Thank you, that looks good. We take it.");
        story.after(Duration.ofHours(20)).becomes("Won");
    }

    private static void doesNotAnswerAQuote(Story story) {
        story.after(Duration.ofHours(5)).becomes("Contacted");
        story.after(Duration.ofHours(1)).quoted(450 + story.below(6_000));
        if (story.below(3) == 0) {
            story.after(Duration.ofHours(20)).quoted(450 + story.below(6_000));
        }
    }

    private static void comesToSeeIt(Story story) {
        story.after(Duration.ofHours(3)).becomes("Contacted");
        story.after(Duration.ofHours(30)).happens("appointment.tomorrow",
                Map.of("time", "15:00", "cancelled", story.below(5) == 0));
        story.after(Duration.ofHours(24)).happens("visit.finished", Map.of("place", "showroom"));
        if (story.below(2) == 0) {
            story.after(Duration.ofHours(1)).writes("sms", "Thanks for showing me around!");
        }
        story.after(Duration.ofHours(40)).happens("visit.finished", Map.of("place", "showroom"));
    }

    private static void isLost(Story story, int number) {
        story.after(Duration.ofHours(6)).becomes("Contacted");
        story.after(Duration.ofHours(20)).becomes("Lost");
        if (number % 30 == 16) {
            story.after(Duration.ofHours(60)).writes("email", "What do you have for me?");
        } else if (number % 30 == 26) {
            story.after(Duration.ofHours(50)).becomes("Contacted");
            story.after(Duration.ofHours(10)).becomes("Lost");
        }
    }

    private static void callsInVain(Story story, int number) {
        for (int call = 0; call <= number / 10 % 4; call++) {
            story.after(Duration.ofMinutes(50)).happens("call.missed", Map.of("rang", 20 + story.below(30)));
        }
    }

    private static void hasAnOpenInvoice(Story story, int number) {
        story.after(Duration.ofHours(2)).becomes("Won");
        story.after(Duration.ofHours(28)).happens("invoice.overdue",
                Map.of("invoice", "INV-" + (4_000 + number), "amount", 80 + story.below(900)));
        if (number % 3 == 0) {
            story.after(Duration.ofHours(45)).changes("invoicePaid", true);
        }
    }

    private static void isACustomer(Story story) {
        story.after(Duration.ofHours(1)).becomes("Won");
        story.after(Duration.ofHours(50)).happens("birthday", Map.of());
    }

    /** The follow-up is due while the provider cannot be reached, and its window closes before that is over. */
    private void writesBeforeTheOutage(Story story, int number) {
        story.beginAt(plan.outageBegin().minus(Duration.ofHours(24)).plus(Duration.ofMinutes(12L * (number - 99))));
        story.in("America/New_York");
        story.createdQuietly();
        story.after(Duration.ofSeconds(20)).writes("sms", story.one(QUESTIONS));
    }

    private static void unusual(Story story, int number) {
        switch (number) {
            case 21 -> story.after(Duration.ofMinutes(5)).writesOnHoliday();
            case 22 -> story.after(Duration.ofMinutes(5)).writesLongAgo("Sent from my old phone");
            case 32 -> story.after(Duration.ofMinutes(5)).writesTwice("Are you open on Sunday?");
            case 41 -> story.after(Duration.ofMinutes(5)).writesInAnUnknownDirection("Hello");
            case 44 -> story.after(Duration.ofMinutes(5)).movesLate("Contacted");
            case 52 -> story.after(Duration.ofMinutes(5)).writes("sms", "Don't text me on weekends, please");
            case 61 -> story.after(Duration.ofHours(50)).happens("lead.deleted", Map.of());
            case 62 -> story.after(Duration.ofHours(40)).happens("lead.merged", Map.of("into", Plan.leadId(63)));
            case 71 -> story.after(Duration.ofHours(10)).happens("lead.opted_out",
                    Map.of("channel", "email", "by", Recipes.ALICE));
            default -> {
                if (number % 40 == 10) {
                    story.after(Duration.ofMinutes(8)).writes("sms", MARKUP.get(number / 40));
                }
            }
        }
    }
}
