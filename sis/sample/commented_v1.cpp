// The first record contains every V.1 element with a counterpart in a load; a test checks this.
// Keep it valid and free of warnings.
#include "sis/sample/parts.hpp"

namespace roster::sis {

const CommentedUsers kCommentedV1{
    R"xml(  <!-- V.1 is the older format; a new export should write V.2.
       One userRecord element per person, in any number; inside it the order is free. Leave out
       what you do not have: on the next load an element that is missing or empty clears the value,
       unless it is called protected. A protected value stays when it is missing, or when staff
       changed it by hand. Codes are those of your own code tables. Dates are 20310630; a time of
       day after it (20310630235959) does not count. The file is UTF-8. Known to the format but no
       part of a load, and passed over: fullName, password, forcePasswordChange, userRoleList. -->
  <userRecord>
    <matchId>s1000001</matchId> <!-- not used: matching looks at the record itself -->
    <userDetails> <!-- required -->
      <status>Active</status> <!-- required; Active or Inactive -->
      <recordType>Public</recordType> <!-- not used: the profile decides -->
      <userType>External</userType> <!-- not used: a load is external -->
      <expiryDate>20310630</expiryDate> <!-- the day the person is expected to leave -->
      <birthDate>20060314</birthDate> <!-- year, month, day -->
      <purgeDate>20311227</purgeDate> <!-- from this day on the record may be purged -->
      <defaultLanguage>en</defaultLanguage> <!-- required; two letters; protected -->
      <userName>s1000001</userName> <!-- the primary id: who this is; case does not count -->
      <firstName>Ada</firstName> <!-- 255 characters at most, like most texts -->
      <lastName>Nilsen</lastName> <!-- the only name a person cannot do without -->
      <middleName>Maria</middleName> <!-- or initials -->
      <jobTitle>ASSIST</jobTitle> <!-- a code, V.2's job_category; protected -->
      <jobDescription>Teaching assistant, History</jobDescription> <!-- free text -->
      <userGroup>UNDERGRAD</userGroup> <!-- a code; protected -->
      <campusCode>MAIN</campusCode> <!-- 50 characters at most; protected -->
      <externalId>SIS</externalId> <!-- not used: it becomes the profile's code -->
      <webSiteUrl>https://people.example.edu/ada</webSiteUrl> <!-- a personal page -->
      <gender>Female</gender> <!-- Female or Male -->
      <pinNumber>4711</pinNumber> <!-- for self-check machines; protected -->
      <resourceSharingLibraryCode>MAIN</resourceSharingLibraryCode> <!-- borrows; protected -->
      <userTitle>DR</userTitle> <!-- a code; protected -->
    </userDetails>
    <owneredEntity> <!-- required, and spelled so; what it says is not used -->
      <creationDate>20260901</creationDate> <!-- when the record was made -->
      <modificationDate>20260902</modificationDate> <!-- when it was changed -->
      <createdBy>SIS</createdBy> <!-- who made it -->
      <modifiedBy>SIS</modifiedBy> <!-- who changed it -->
    </owneredEntity>
    <userNoteList> <!-- what staff should know -->
      <userNote>
        <owneredEntity>
          <createdBy>SIS</createdBy> <!-- kept for notes and blocks -->
        </owneredEntity>
        <note>Exchange student until June</note> <!-- 2000 characters at most -->
        <userViewable>false</userViewable> <!-- may the person read it? -->
        <type>Registrar</type> <!-- Library Circulation Registrar Erp Address Popup Other … -->
      </userNote>
    </userNoteList>
    <userBlockList> <!-- what keeps the person from using the library -->
      <userBlock>
        <owneredEntity>
          <createdBy>SIS</createdBy> <!-- who -->
        </owneredEntity>
        <status>Active</status> <!-- Active or Inactive -->
        <type>General</type> <!-- Loan Ill Cash User General Renew -->
        <note>Reported at the desk</note> <!-- 2000 characters at most -->
        <blockDefinitionId>CARD_LOST</blockDefinitionId> <!-- required; a code -->
      </userBlock>
    </userBlockList>
    <userIdentifiers> <!-- further identifiers; no two people may share one -->
      <userIdentifier>
        <type>BARCODE</type> <!-- a code -->
        <status>Active</status> <!-- Active or Inactive -->
        <note>Card issued 2026</note> <!-- 2000 characters at most -->
        <value>21000000000018</value> <!-- required; here case counts -->
      </userIdentifier>
    </userIdentifiers>
    <userAddressList> <!-- addresses, e-mails and phones; replaced as a whole, staff's own stay -->
      <userAddress preferred="true"> <!-- exactly one should be preferred -->
        <line1>Storgata 7</line1> <!-- every part of an address is required, even when empty -->
        <line2>c/o Miller &amp; Sons</line2> <!-- & is &amp; -->
        <line3>Block C</line3> <!-- further lines -->
        <line4>2nd floor</line4> <!-- likewise -->
        <line5>Flat 21</line5> <!-- likewise -->
        <city>Tromsø</city> <!-- any language, any script -->
        <stateProvince>Troms</stateProvince> <!-- where there is one -->
        <postalCode>9008</postalCode> <!-- as the country writes it -->
        <country>NOR</country> <!-- three letters -->
        <note>Term time</note> <!-- 1000 characters at most -->
        <startDate>20260815</startDate> <!-- valid from -->
        <endDate>20310630</endDate> <!-- valid until -->
        <types> <!-- required, with one type or more -->
          <userAddressTypes>home</userAddressTypes> <!-- home work school alternative -->
        </types>
      </userAddress>
      <userEmail preferred="true"> <!-- letters go to the preferred one -->
        <email>ada.nilsen@example.edu</email> <!-- required -->
        <description>University account</description> <!-- required, even when empty -->
        <types>
          <userEmailTypes>school</userEmailTypes> <!-- personal work school -->
        </types>
      </userEmail>
      <userPhone preferred="true" preferredSMS="true"> <!-- preferredSMS: for messages -->
        <phone>+47 91234567</phone> <!-- required -->
        <types>
          <userPhoneTypes>mobile</userPhoneTypes> <!-- home mobile office officeFax -->
        </types>
      </userPhone>
    </userAddressList>
    <userStatisticalCategoriesList> <!-- categories for counting -->
      <userCategory>
        <owneredEntity>
          <createdBy>SIS</createdBy> <!-- not used -->
        </owneredEntity>
        <note>Major</note> <!-- 2000 characters at most -->
        <statisticalCategory>HIST</statisticalCategory> <!-- required; a code -->
      </userCategory>
    </userStatisticalCategoriesList>
  </userRecord>
)xml",
    R"xml(  <!-- A member of staff, with what most exports have. -->
  <userRecord>
    <userDetails>
      <status>Active</status>
      <expiryDate>20351231</expiryDate>
      <purgeDate>20371231</purgeDate>
      <defaultLanguage>no</defaultLanguage>
      <userName>s1000002</userName>
      <firstName>Bjørn</firstName>
      <lastName>O'Brien</lastName>
      <jobDescription>Lecturer, Physics</jobDescription>
      <userGroup>FACULTY</userGroup>
    </userDetails>
    <owneredEntity>
      <modificationDate>20260902</modificationDate>
    </owneredEntity>
    <userIdentifiers>
      <userIdentifier>
        <type>BARCODE</type>
        <value>21000000000026</value>
      </userIdentifier>
      <userIdentifier>
        <type>UNIV_ID</type>
        <value>800000002</value>
      </userIdentifier>
    </userIdentifiers>
    <userAddressList>
      <userAddress preferred="true">
        <line1>University, room 12</line1>
        <line2/>
        <line3/>
        <line4/>
        <line5/>
        <city>Bodø</city>
        <stateProvince/>
        <postalCode>8026</postalCode>
        <country>NOR</country>
        <note/>
        <types>
          <userAddressTypes>work</userAddressTypes>
        </types>
      </userAddress>
      <userEmail preferred="true">
        <email>bjorn.obrien@example.edu</email>
        <description/>
        <types>
          <userEmailTypes>work</userEmailTypes>
        </types>
      </userEmail>
      <userEmail>
        <email>bjorn@mail.example.org</email>
        <description/>
        <types>
          <userEmailTypes>personal</userEmailTypes>
        </types>
      </userEmail>
      <userPhone preferred="true">
        <phone>+47 75123456</phone>
        <types>
          <userPhoneTypes>office</userPhoneTypes>
        </types>
      </userPhone>
    </userAddressList>
  </userRecord>
)xml",
    R"xml(  <!-- A student who has left, with as little as possible. -->
  <userRecord>
    <userDetails>
      <status>Inactive</status>
      <expiryDate>20250630</expiryDate>
      <purgeDate>20260630</purgeDate>
      <defaultLanguage>en</defaultLanguage>
      <userName>s1000003</userName>
      <firstName>小明</firstName>
      <lastName>王</lastName>
      <userGroup>GRAD</userGroup>
    </userDetails>
    <owneredEntity>
      <modificationDate>20260902</modificationDate>
    </owneredEntity>
    <userIdentifiers>
      <userIdentifier>
        <type>BARCODE</type>
        <value>21000000000034</value>
      </userIdentifier>
    </userIdentifiers>
    <userAddressList>
      <userEmail preferred="true">
        <email>xiaoming.wang@mail.example.org</email>
        <description/>
        <types>
          <userEmailTypes>personal</userEmailTypes>
        </types>
      </userEmail>
    </userAddressList>
  </userRecord>
)xml"};

}  // namespace roster::sis
